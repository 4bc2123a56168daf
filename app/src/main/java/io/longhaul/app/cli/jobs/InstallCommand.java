package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import picocli.CommandLine.Command;

/// `install`: a link to the launcher in `~/.local/bin`, and completion for bash and zsh. Repeating it changes nothing.
@Command(name = "install", header = "Example: longhaul install", description = "Link longhaul into ~/.local/bin and write completion for bash and zsh.")
public final class InstallCommand extends JobCommand {

    public InstallCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        var installation = context.installation();
        if (!Files.isExecutable(installation.launcher())) {
            throw new CommandException(
                    Exit.NOT_FOUND,
                    installation.launcher()
                            + " is not there or cannot be run; start this command through the launcher");
        }
        var home = installation.userHome();
        var bin = home.resolve(".local/bin");
        var xdg = context.environment().getOrDefault("XDG_DATA_HOME", "");
        var data = xdg.isBlank() ? home.resolve(".local/share") : Path.of(xdg);
        try {
            link(bin.resolve("longhaul"), installation.launcher().toRealPath());
            complete(data, new Completion(installation.commands().all(), installation.work()).script());
        } catch (IOException e) {
            throw new UncheckedIOException("could not install: " + e, e);
        }
        if (Arrays.stream(context.environment().getOrDefault("PATH", "").split(":"))
                .noneMatch(each -> each.equals(bin.toString()))) {
            context.out().println("Add      export PATH=\"" + bin + ":$PATH\" to your shell's start file");
        }
        context.out().println("Open a new shell for completion.");
        return Exit.OK;
    }

    /// A file there that is no link is somebody's own and stays.
    private void link(Path link, Path launcher) throws IOException {
        Files.createDirectories(link.getParent());
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
            throw new CommandException(Exit.CONFLICT, link + " is a file of yours; move it away first");
        }
        var temporary = link.resolveSibling(".longhaul.new");
        Files.deleteIfExists(temporary);
        Files.createSymbolicLink(temporary, launcher);
        Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        context.out().println("Linked   " + link + " -> " + launcher);
    }

    private void complete(Path data, String script) throws IOException {
        var bash = data.resolve("bash-completion/completions/longhaul");
        write(bash, script);
        var zsh = data.resolve("zsh/site-functions/_longhaul");
        write(zsh, """
                #compdef longhaul
                autoload -U +X bashcompinit && bashcompinit
                source '%s'
                """.formatted(bash.toString().replace("'", "'\\''")));
        context.out().println("Wrote    " + bash);
        context.out().println("Wrote    " + zsh + " (zsh: add its folder to fpath)");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
