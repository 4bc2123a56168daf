package io.longhaul.app.cli.jobs;

import io.longhaul.app.Exit;
import io.longhaul.app.view.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `version`: of this program and what it runs on.
@Command(name = "version", header = "Example: longhaul version", description = "Print the version.")
public final class VersionCommand extends JobCommand {

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    public VersionCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        var version = context.installation().version();
        var java = Runtime.version().toString();
        var system = System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");
        if (json) {
            Json.print(
                    context.out(),
                    Json.document()
                            .put("version", version)
                            .put("java", java)
                            .put("system", system)
                            .put("store", context.home().toString()));
        } else {
            context.out().println("longhaul " + version + " (Java " + java + ", " + system + ")");
        }
        return Exit.OK;
    }
}
