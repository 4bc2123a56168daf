package io.longhaul.lab.fault;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Programs that a proof needs beside a JDK.
final class Tools {

    private Tools() {}

    /// Installs the packages where that program is missing, as root on Debian and its like.
    ///
    /// @throws IllegalStateException where it cannot
    static void need(String program, String... packages) throws IOException, InterruptedException {
        need(program, () -> onPath(program), String.join(" ", packages));
    }

    /// The same for a library, which stands in the first of these files that exists.
    static void needFile(List<Path> files, String packages) throws IOException, InterruptedException {
        need(packages, () -> files.stream().anyMatch(Files::exists), packages);
    }

    private static void need(String what, BooleanSupplier there, String names)
            throws IOException, InterruptedException {
        if (there.getAsBoolean()) {
            return;
        }
        if (onPath("apt-get") && System.getProperty("user.name").equals("root")) {
            System.err.println("Installing " + names);
            run(List.of("apt-get", "-q", "update"));
            run(List.of("sh", "-c", "DEBIAN_FRONTEND=noninteractive exec apt-get -q -y install --no-install-recommends "
                    + names));
        }
        if (!there.getAsBoolean()) {
            throw new IllegalStateException(what + " is missing; install it, on Debian as root: apt-get install "
                    + names);
        }
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /// Runs a command to its end; its output is shown only if it fails.
    static void run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IllegalStateException(
                    "\"" + String.join(" ", command) + "\" ended with exit code " + exit + ": " + said.strip());
        }
    }
}
