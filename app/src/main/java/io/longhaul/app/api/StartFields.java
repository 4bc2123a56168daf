package io.longhaul.app.api;

import io.longhaul.app.view.Text;
import io.longhaul.engine.schedule.Start;
import io.longhaul.engine.schedule.StartWords;
import java.time.ZoneId;
import java.util.Set;

/// `"at": "02:30"`, or `"cron": "30 2 * * 1-5"` with `"timeZone"` and `"missed"`: when a job starts.
public final class StartFields {

    public static final Set<String> NAMES = Set.of("at", "cron", "timeZone", "missed");

    private StartFields() {}

    /// @throws Problem 400 for no time, or one that is past
    public static Start of(Fields fields, Service service) {
        try {
            return new StartWords(
                    fields.text("at").orElse(null),
                    fields.text("cron").orElse(null),
                    fields.text("timeZone").orElse(null),
                    fields.text("missed").orElse(null))
                    .read(service.clocks().wall().instant(), ZoneId.systemDefault());
        } catch (StartWords.Wrong wrong) {
            throw fields.wrong(wrong.word().field(), Text.visible(String.valueOf(wrong.getMessage())));
        }
    }
}
