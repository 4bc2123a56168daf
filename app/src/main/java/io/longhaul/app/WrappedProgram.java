package io.longhaul.app;

import io.longhaul.app.cli.Meant;
import io.longhaul.app.view.Text;
import io.longhaul.source.exec.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The program of a wrapped command, looked for before there is a job as each run of it will look for it: every row
/// would fail otherwise.
///
/// @param directory in which it is to run
/// @param environment in which it is to run
public record WrappedProgram(Path directory, Map<String, String> environment) {

    private static final List<String> ENVIRONMENTS = List.of(".venv", "venv", "env");

    /// Why it cannot be run, with what may be meant; empty if it can.
    ///
    /// @param words of the command; a program that a row names is known only with its row
    public Optional<String> missing(List<String> words) {
        var program = words.getFirst();
        return program.indexOf('{') >= 0
                ? Optional.empty()
                : Programs.missing(directory, environment, program)
                        .map(why -> Text.visible(why) + offer(program, why));
    }

    private String offer(String program, String why) {
        if (!why.startsWith("command not found")) {
            return "";
        }
        var inactive = inactive(program);
        if (inactive.isPresent()) {
            return ". It is in " + inactive.get() + "/bin; activate that first: . " + inactive.get() + "/bin/activate";
        }
        var meant = program.indexOf('/') >= 0 ? beside(program) : named(program);
        return meant.map(Meant::sentence).orElse(program.indexOf('/') >= 0
                ? ""
                : ". If it belongs to an environment (venv, conda), activate the environment and repeat this line");
    }

    /// A Python environment of the working directory that has the program and is not active.
    private Optional<String> inactive(String program) {
        return program.indexOf('/') >= 0
                ? Optional.empty()
                : ENVIRONMENTS.stream()
                        .filter(each -> Files.isExecutable(directory.resolve(each).resolve("bin").resolve(program)))
                        .findFirst();
    }

    /// A file beside the one that was asked for, named as that was.
    private Optional<String> beside(String program) {
        int slash = program.lastIndexOf('/') + 1;
        var folder = program.substring(0, slash);
        return Meant.nearest(program.substring(slash), runnable(directory.resolve(folder))).map(name -> folder + name);
    }

    /// A program of the working directory, which takes a `./`, or one of the PATH.
    private Optional<String> named(String program) {
        var onPath = new ArrayList<String>();
        for (var entry : Programs.path(environment).split(":", -1)) {
            onPath.addAll(runnable(directory.resolve(entry)));
        }
        return Meant.nearest(program, runnable(directory))
                .map(name -> "./" + name)
                .or(() -> Meant.nearest(program, onPath));
    }

    private static List<String> runnable(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .map(file -> file.getFileName().toString())
                    .toList();
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            return List.of();
        }
    }
}
