package io.longhaul.source.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a child gets a process group of its own, so that it can be ended with all it started. Java cannot do it.
enum Leash {
    /// util-linux `setsid`: becomes the child (same process id), which then leads a session and a group.
    /// Measured cheapest: one exec more, 1.4 to 2.2 times a plain start with all the rest. Nothing is recorded before
    /// the start; the mark in the environment is there from the first instruction on and Linux shows it.
    SETSID {
        @Override
        List<String> command(List<String> argv, Path record) {
            return prefixed(List.of(SETSID_PROGRAM), argv);
        }
    },
    /// macOS has no `setsid` but Perl, and does not show environments: the program itself records its process id
    /// before it becomes the child. Twice the cost of `setsid`.
    PERL {
        @Override
        List<String> command(List<String> argv, Path record) {
            return prefixed(List.of(PERL_PROGRAM, "-e", PERL_SCRIPT, record.toString()), argv);
        }
    },
    /// Neither: descendants are ended one by one, those that were given away to `init` are not found.
    NONE {
        @Override
        List<String> command(List<String> argv, Path record) {
            return argv;
        }
    };

    private static final String SETSID_PROGRAM = "/usr/bin/setsid";
    private static final String PERL_PROGRAM = "/usr/bin/perl";

    // 125: the record could not be written. The words of the command are arguments, nothing is interpolated.
    private static final String PERL_SCRIPT =
            """
            setpgrp(0, 0); my $dir = shift;
            open(F, '>', "$dir/$$") && close(F) or do { print STDERR "longhaul: no record in $dir: $!\\n"; exit 125 };
            exec { $ARGV[0] } @ARGV; print STDERR "longhaul: failed to execute $ARGV[0]: $!\\n"; exit 127;
            """;

    abstract List<String> command(List<String> argv, Path record);

    static Leash best() {
        if (Files.isExecutable(Path.of(SETSID_PROGRAM))) {
            return SETSID;
        }
        return Files.isExecutable(Path.of(PERL_PROGRAM)) ? PERL : NONE;
    }

    private static List<String> prefixed(List<String> prefix, List<String> argv) {
        var all = new ArrayList<>(prefix);
        all.addAll(argv);
        return all;
    }
}
