package io.longhaul.source.exec;

import java.util.Map;
import java.util.Optional;

/// Signals as POSIX and Linux number them.
final class SignalName {

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "HUP"),
            Map.entry(2, "INT"),
            Map.entry(3, "QUIT"),
            Map.entry(4, "ILL"),
            Map.entry(5, "TRAP"),
            Map.entry(6, "ABRT"),
            Map.entry(7, "BUS"),
            Map.entry(8, "FPE"),
            Map.entry(9, "KILL"),
            Map.entry(10, "USR1"),
            Map.entry(11, "SEGV"),
            Map.entry(12, "USR2"),
            Map.entry(13, "PIPE"),
            Map.entry(14, "ALRM"),
            Map.entry(15, "TERM"),
            Map.entry(24, "XCPU"),
            Map.entry(25, "XFSZ"),
            Map.entry(31, "SYS"));

    private SignalName() {}

    /// As `9 (KILL)`, of an exit status 128 + n. A shell that reports its own child's end so looks the same.
    static Optional<String> of(int status) {
        return Optional.ofNullable(NAMES.get(status - 128)).map(name -> (status - 128) + " (" + name + ")");
    }
}
