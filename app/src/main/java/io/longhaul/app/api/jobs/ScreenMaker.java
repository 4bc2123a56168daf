package io.longhaul.app.api.jobs;

import io.longhaul.app.Identity;
import io.longhaul.app.Workflows;
import io.longhaul.app.session.Session;
import io.longhaul.engine.store.Digest;
import io.longhaul.source.exec.Argv;
import io.longhaul.source.exec.BatchFormat;
import io.longhaul.workflow.screen.Declared;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/// `{"workflow": "screen", "exec": "python screen.py {ticker}", ...}`: a command of this machine over a list.
final class ScreenMaker implements JobMaker {

    @Override
    public String workflow() {
        return Screen.NAME;
    }

    @Override
    public Set<String> fields() {
        return Set.of("exec", "per", "batchFormat", "rates", "quotas", "price", "agree");
    }

    @Override
    public boolean exec() {
        return true;
    }

    @Override
    public Session.Submission make(NewJob request) {
        var settings = settings(request);
        var fields = request.fields();
        if (!Declared.price(settings.price()).free() && request.options().budget() == null
                && !fields.flag("agree")) {
            throw fields.wrong("budget", "the job costs money and has none; set one, or say \"agree\": true");
        }
        var stored = new LinkedHashMap<>(settings.map());
        stored.put("cwd", request.service().workingDirectory().toString());
        for (var name : Workflows.KEPT) {
            var value = request.service().environment().get(name);
            if (value != null) {
                stored.put("env." + name, value);
            }
        }
        stored.put("list", request.list().summary().digest().toString());
        var parts = List.of(
                Digest.of(settings.words().toArray(String[]::new)).toString(),
                settings.per().label(),
                settings.format().label(),
                settings.per() == Per.BATCH ? Integer.toString(request.batchSize()) : "",
                settings.keyColumn());
        var identity = Identity.of(Screen.NAME, Screen.VERSION, parts, request.list());
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
            throw io.longhaul.app.api.Problem.wrong("/", String.valueOf(wrong.getMessage()));
        }
    }
}
