package io.longhaul.app.api.jobs;

import io.longhaul.app.Identity;
import io.longhaul.app.WrappedCommand;
import io.longhaul.app.WrappedProgram;
import io.longhaul.app.api.Fields;
import io.longhaul.app.api.Problem;
import io.longhaul.app.api.Service;
import io.longhaul.app.session.Session;
import io.longhaul.source.exec.Argv;
import io.longhaul.source.exec.BatchFormat;
import io.longhaul.workflow.screen.Declared;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `{"workflow": "screen", "exec": "python screen.py {ticker}", ...}`: a command of this machine over a list.
final class ScreenMaker implements JobMaker {

    private static final String DIRECTORY = "workingDirectory";

    @Override
    public String workflow() {
        return Screen.NAME;
    }

    @Override
    public Set<String> fields() {
        return Set.of("exec", "per", "batchFormat", "rates", "quotas", "price", "agree", DIRECTORY);
    }

    @Override
    public boolean exec() {
        return true;
    }

    @Override
    public Path directory(Service service, Fields fields) {
        var said = fields.text(DIRECTORY);
        if (said.isEmpty()) {
            return service.workingDirectory();
        }
        try {
            var directory = Path.of(said.get());
            if (directory.isAbsolute() && Files.isDirectory(directory)) {
                return directory.toRealPath();
            }
        } catch (InvalidPathException | IOException none) {
            throw fields.wrong(DIRECTORY, "got \"" + Fields.shown(said.get()) + "\", which cannot be used");
        }
        throw fields.wrong(
                DIRECTORY, "got \"" + Fields.shown(said.get())
                        + "\"; want the absolute path of a directory of the service's machine");
    }

    @Override
    public Identity identity(NewJob request) {
        return command(request).identity(request.list());
    }

    @Override
    public void mustBeAble(NewJob request) {
        var command = command(request);
        new WrappedProgram(command.directory(), command.environment())
                .missing(command.settings().words())
                .ifPresent(why -> {
                    var pointer = request.fields().pointer() + "/exec";
                    throw new Problem(
                            422, "program", pointer + ": " + why, Map.of(), List.of(new Problem.Fault(pointer, why)));
                });
    }

    private WrappedCommand command(NewJob request) {
        var service = request.service();
        return WrappedCommand.of(
                settings(request), Integer.toString(request.batchSize()), directory(service, request.fields()),
                service.environment());
    }

    @Override
    public Session.Submission make(NewJob request) {
        var command = command(request);
        var settings = command.settings();
        var fields = request.fields();
        if (!Declared.price(settings.price()).free() && request.options().budget() == null
                && !fields.flag("agree")) {
            throw fields.wrong("budget", "the job costs money and has none; set one, or say \"agree\": true");
        }
        var stored = new LinkedHashMap<>(command.stored());
        stored.put("list", request.list().summary().digest().toString());
        var identity = command.identity(request.list()).text();
        return request.submission(
                request.draft(Screen.NAME, Screen.VERSION, stored, identity), request.list().items());
    }

    private static ScreenSettings settings(NewJob request) {
        var fields = request.fields();
        var command = fields.text("exec").filter(text -> !text.isBlank())
                .orElseThrow(() -> fields.wrong("exec", "want the command, as \"python screen.py {ticker}\""));
        var list = request.list();
        try {
            var per = Per.of(fields.text("per").orElse("item"));
            var words = Argv.split(command);
            var named = Argv.columns(words, list.columns(), list.keyColumn());
            if (per != Per.ITEM && !named.isEmpty()) {
                throw fields.wrong("exec", "names {" + named.iterator().next() + "}, but one process gets many rows");
            }
            boolean reads = named.isEmpty() || words.stream().anyMatch(word -> word.contains("{in}"));
            return new ScreenSettings(
                    command,
                    per,
                    BatchFormat.of(fields.text("batchFormat").orElse("jsonl")),
                    list.keyColumn(),
                    list.folded(),
                    reads,
                    List.copyOf(fields.texts("rates")),
                    List.copyOf(fields.texts("quotas")),
                    fields.text("price").orElse("0"));
        } catch (IllegalArgumentException wrong) {
            throw Problem.wrong("/", String.valueOf(wrong.getMessage()));
        }
    }
}
