package io.longhaul.app.api;

import io.longhaul.app.CommandException;
import io.longhaul.app.notice.NoticeSettings;
import io.longhaul.app.notice.Targets;
import java.util.List;

/// `"notify": ["https://hooks.example.com/in", "mailto:ann@example.com"]`: who is told of the job.
public final class NotifyField {

    public static final String NAME = "notify";

    private NotifyField() {}

    /// What a request says, else what the service is configured for.
    ///
    /// @throws Problem 400 for what cannot be told
    public static Targets of(Fields fields, Service service) {
        var config = service.config();
        var words = fields.has(NAME) ? fields.texts(NAME) : config.text(NAME).map(List::of).orElse(List.of());
        try {
            var targets = Targets.of(words);
            if (!targets.none()) {
                NoticeSettings.of(config).mustReach(targets);
            }
            return targets;
        } catch (CommandException | IllegalArgumentException wrong) {
            throw fields.wrong(NAME, String.valueOf(wrong.getMessage()));
        }
    }
}
