package io.longhaul.app.mirror;

import io.longhaul.app.view.Text;
import io.longhaul.mirror.Written;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The tickers of which Redis knows more than the store, so that they were left as they are.
final class Richer {

    private static final int MOST = 1_000;
    private static final int SHOWN = 5;

    private final TreeSet<String> tickers = new TreeSet<>();

    void note(Written written) {
        for (var key : written.stayed()) {
            if (tickers.size() < MOST) {
                tickers.add(key.substring(key.indexOf(':') + 1));
            }
        }
    }

    /// Says so, where there are any.
    void tell(Consumer<String> person) {
        if (tickers.isEmpty()) {
            return;
        }
        boolean all = tickers.size() < MOST;
        var some = String.join(" ", tickers.stream().limit(SHOWN).toList());
        person.accept("Redis knows more of " + (all ? "" : "at least ") + Text.count(tickers.size(), "ticker")
                + " than this store, and keeps it: " + some + (tickers.size() > SHOWN ? " …" : "")
                + ". longhaul cache import takes it over.");
    }
}
