package io.longhaul.app.cli.jobs;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.app.view.Json;
import io.longhaul.app.view.Table;
import io.longhaul.app.view.Table.Side;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `config show --origin`: the settings in force.
@Command(name = "config", header = "Example: longhaul config show --origin", description = "config show: the settings in force; --origin says where each comes from.")
public final class ConfigCommand extends JobCommand {

    @Parameters(arity = "0..1", paramLabel = "show", description = "The only thing to do.")
    private String what = "show";

    @Option(names = "--origin", description = "Where each value comes from.")
    private boolean origin;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    public ConfigCommand(JobContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (!what.equals("show")) {
            throw CommandException
                    .usage("config: got \"" + io.longhaul.app.view.Text.visible(what) + "\"; want config show");
        }
        var settings = context.settings();
        if (json) {
            var document = Json.document();
            var array = document.putArray("settings");
            settings.forEach(each -> array.addObject()
                    .put("key", each.key())
                    .put("value", each.value())
                    .put("origin", each.origin()));
            Json.print(context.out(), document);
            return Exit.OK;
        }
        var table = origin
                ? new Table(List.of("KEY", "VALUE", "FROM"), Side.LEFT, Side.LEFT, Side.LEFT)
                : new Table(List.of("KEY", "VALUE"), Side.LEFT, Side.LEFT);
        for (var each : settings) {
            if (origin) {
                table.row(each.key(), each.value(), each.origin());
            } else {
                table.row(each.key(), each.value());
            }
        }
        print(table.lines(context.width()));
        return Exit.OK;
    }
}
