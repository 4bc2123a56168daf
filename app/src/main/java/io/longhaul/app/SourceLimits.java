package io.longhaul.app;

import io.longhaul.app.config.Config;
import io.longhaul.engine.Limits;
import io.longhaul.engine.Quota;
import io.longhaul.engine.Rate;
import io.longhaul.source.market.PublishedLimits;
import io.longhaul.workflow.screen.Declared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The limits of a source in force: what the provider published, or what `sources.NAME.limits` says instead: the name
/// of a plan, `free`; or figures, `4-at-once 5/s 2000/day@UTC`.
public final class SourceLimits {
    private static final String AT_ONCE = "-at-once";

    private SourceLimits() {}

    /// The plan of the account whose limits are in force; empty where figures are configured.
    public static Optional<String> plan(PublishedLimits published, String gate, Config config) {
        var said = config.text("sources." + gate + ".limits").map(String::strip);
        return said.isEmpty()
                ? published.tiers().keySet().stream().findFirst()
                : said.filter(published.tiers()::containsKey);
    }

    /// @throws CommandException exit 8 for what is neither
    static Limits of(PublishedLimits published, String gate, Config config) {
        var said = config.value("sources." + gate + ".limits").orElse(null);
        if (said == null) {
            return published.limits();
        }
        var plan = plan(published, gate, config);
        if (plan.isPresent()) {
            return published.limits(plan.get());
        }
        try {
            return figures(gate, List.of(said.text().strip().split("[,\\s]+")));
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(
                    Exit.AUTH_OR_CONFIG,
                    said.blamed() + ": " + wrong.getMessage() + "; or a plan: "
                            + String.join(", ", published.tiers().keySet()),
                    wrong);
        }
    }

    private static Limits figures(String gate, List<String> words) {
        int concurrency = 0;
        var rates = new ArrayList<Rate>();
        var quotas = new ArrayList<Quota>();
        for (var word : words) {
            if (word.matches("\\d{1,6}" + AT_ONCE)) {
                concurrency = Integer.parseInt(word.substring(0, word.length() - AT_ONCE.length()));
            } else if (word.matches(".*\\dd(ay|ays)?(@.*|\\+.*)?|.*/d(ay|ays)?(@.*|\\+.*)?")) {
                quotas.add(Declared.quota(word));
            } else {
                rates.add(Declared.rate(word));
            }
        }
        return new Limits(gate, concurrency, rates, quotas, true);
    }
}
