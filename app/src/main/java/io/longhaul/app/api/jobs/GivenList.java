package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.io.Lists;
import io.longhaul.io.list.InputList;
import io.longhaul.io.list.InputSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The list of a new job: `{"tickers": [...]}`, `{"rows": [{...}]}`, `{"name": "sp500"}` (see [JobMaker#lists]), or,
/// where commands are allowed too, `{"file": "..."}` of this machine; `key` names the column that names each row.
///
/// @param input as a job shows it
record GivenList(InputList rows, String input) {

    private static final Set<String> KINDS = Set.of("tickers", "rows", "name", "file");

    /// @param directory from which files count
    /// @throws Problem for a list that is none, or that may not be named
    static GivenList of(Service service, Fields list, JobMaker maker, Path directory) {
        list.mustHaveOnly(Set.of("tickers", "rows", "name", "file", "key"));
        var given = KINDS.stream().filter(list::has).toList();
        if (given.size() != 1) {
            throw Problem.wrong(list.pointer(), "want one of tickers, rows, name or file; got "
                    + (given.isEmpty() ? "none" : String.join(" and ", given.stream().sorted().toList())));
        }
        var key = list.text("key").orElse(null);
        return switch (given.getFirst()) {
            case "tickers" -> {
                var tickers = list.texts("tickers");
                if (tickers.isEmpty()) {
                    throw list.wrong("tickers", "is empty; want at least one");
                }
                yield inline(InlineTable.ofTickers(tickers), key);
            }
            case "rows" -> {
                var rows = list.node().get("rows");
                if (!rows.isArray() || rows.isEmpty()) {
                    throw list.wrong("rows", "want a list of at least one object");
                }
                yield inline(InlineTable.ofRows(list, rows), key);
            }
            case "name" -> named(list, maker);
            default -> file(service, list, key, directory);
        };
    }

    private static GivenList inline(InlineTable table, @org.jspecify.annotations.Nullable String key) {
        return new GivenList(InputList.open(table, InputSpec.of("list").key(key)), "(request)");
    }

    private static GivenList named(Fields list, JobMaker maker) {
        var name = list.text("name").orElseThrow();
        if (!maker.lists().contains(name)) {
            throw list.wrong(
                    "name", "got \"" + Fields.shown(name) + "\"; want one of " + String.join(", ", maker.lists()));
        }
        return new GivenList(maker.list(name, list.text("key")), name);
    }

    private static GivenList file(
            Service service, Fields list, @org.jspecify.annotations.Nullable String key, Path directory) {
        if (!service.settings().allowExec()) {
            throw new Problem(
                    403, "not-allowed", "/list/file: this service reads no files of its machine; send the rows, or"
                            + " start it with --allow-exec");
        }
        var text = list.text("file").orElseThrow();
        if (text.isBlank() || text.equals("-") || Lists.BUILT_IN.contains(text)) {
            throw list.wrong("file", "want the path of a file");
        }
        var file = directory.resolve(text).normalize();
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw list.wrong("file",
                    "want a file; a directory is none, and a pipe or a device may keep the request for ever");
        }
        var path = file.toString();
        return new GivenList(Lists.open(InputSpec.of(path).key(key)), path);
    }
}
