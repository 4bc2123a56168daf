package io.longhaul.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A checkout with the real launcher, a Maven that only copies jars, and JDKs whose java prints
/// how it was called; on a PATH with nothing else of interest.
///
/// @param started every process, so that a failed test leaves none behind
record FakeCheckout(Path base, List<Process> started) {
    private static final List<String> TOOLS =
            List.of("sh", "cat", "cp", "date", "find", "flock", "grep", "head", "mkdir", "mktemp",
                    "mv", "readlink", "rm", "sleep", "tail", "touch");

    /// Counts its runs, waits at the gate if there is one, then puts jars where Maven would.
    private static final String MAVEN = """
            #!/bin/sh
            echo "$JAVA_HOME" >> ../builds
            [ ! -p ../gate ] || read -r _ < ../gate
            if [ -f ../broken ]; then echo '[ERROR] Broken.java:[1,1] no semicolon'; exit 1; fi
            mkdir -p app/target/lib lab/target/lib
            touch app/target/longhaul-app-1.jar app/target/lib/picocli.jar
            touch lab/target/longhaul-lab-1.jar lab/target/lib/longhaul-app-1.jar lab/target/lib/testkit.jar
            """;

    private static final String JAVA = """
            #!/bin/sh
            case "$*" in *AOTCacheOutput=*)
                for argument; do case $argument in *AOTCacheOutput=*) : > "${argument#*=}" ;; esac; done
                exit ;;
            esac
            echo "java=$0"
            echo "pid=$$"
            echo "LC_CTYPE=${LC_CTYPE:-}"
            for argument; do echo "<$argument>"; done
            case "$*" in *' serve') read -r _ < "${0%/jdks/*}/serving" ;; esac
            """;

    /// How a start ended.
    record Ended(int status, String out, String err) {
        List<String> arguments() {
            return out.lines().filter(line -> line.startsWith("<")).map(line -> line.substring(1, line.length() - 1))
                    .toList();
        }
    }

    static FakeCheckout in(Path base) throws IOException {
        var checkout = new FakeCheckout(base, new ArrayList<>());
        var real = Tree.here().root();
        Files.createDirectories(checkout.root().resolve("bin"));
        for (var file : List.of("longhaul", "bin/find-jdk.sh", "bin/build.sh")) {
            Files.copy(real.resolve(file), checkout.root().resolve(file));
        }
        for (var file : List.of("pom.xml", "app/pom.xml", "app/src/main/Main.java", "lab/pom.xml")) {
            write(checkout.root().resolve(file), "");
        }
        Files.createDirectories(base.resolve("tools"));
        for (var tool : TOOLS) {
            for (var folder : List.of("/bin", "/usr/bin")) {
                var program = Path.of(folder, tool);
                if (Files.exists(program) && !Files.exists(base.resolve("tools").resolve(tool))) {
                    Files.createSymbolicLink(base.resolve("tools").resolve(tool), program);
                }
            }
        }
        script(base.resolve("tools/mvn"), MAVEN);
        return checkout;
    }

    Path root() {
        return base.resolve("a check out");
    }

    Path builds() {
        return root().resolve(".longhaul-build");
    }

    /// The current build's folder.
    Path build() throws IOException {
        return builds().resolve(Files.readString(builds().resolve("current")).strip());
    }

    long timesBuilt() throws IOException {
        var log = base.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    /// Makes everything look newer than the last build.
    void saveSources() throws IOException {
        Files.setLastModifiedTime(builds().resolve("current"), FileTime.from(Instant.EPOCH));
    }

    Path jdk(String folder, String version) throws IOException {
        var jdk = base.resolve("jdks").resolve(folder);
        write(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(jdk.resolve("bin/javac"), "");
        script(jdk.resolve("bin/java"), JAVA);
        return jdk;
    }

    void without(String tool) throws IOException {
        Files.deleteIfExists(base.resolve("tools").resolve(tool));
    }

    Process start(Map<String, String> environment, Path launcher, String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(base.toFile());
        var all =
                new TreeMap<>(Map.of("PATH", base.resolve("tools").toString(), "HOME", base.resolve("home").toString(),
                        "LONGHAUL_JDK_DIRS", base.resolve("jdks") + "/*"));
        all.putAll(environment);
        builder.environment().clear();
        builder.environment().putAll(all);
        var process = builder.start();
        started.add(process);
        return process;
    }

    void endAll() {
        for (var process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    Ended run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return end(start(environment, root().resolve("longhaul"), arguments));
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    static Ended end(Process process) throws IOException, InterruptedException {
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, err);
    }

    /// A pipe at which the fake Maven (`gate`) or a fake `serve` (`serving`) waits until [#open] is called.
    void close(String gate) throws IOException, InterruptedException {
        if (new ProcessBuilder("mkfifo", base.resolve(gate).toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo failed");
        }
    }

    void open(String gate) throws IOException {
        Files.writeString(base.resolve(gate), "\n");
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void script(Path file, String text) throws IOException {
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
