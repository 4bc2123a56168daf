package io.longhaul.app.cli.work;

import io.longhaul.app.view.Text;
import io.longhaul.source.market.Ticker;
import io.longhaul.workflow.fillcache.Imported;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was imported of a ticker, for people: each year, and that nobody vouches for it.
final class ImportedLines {

    private static final String INDENT = "      ";

    private ImportedLines() {}

    /// @param only whether nothing else is known of it
    static List<String> of(Ticker ticker, Imported imported, boolean only) {
        var lines = new ArrayList<String>();
        lines.add((only ? ticker + "  " : INDENT) + "imported from " + Text.visible(imported.from()) + " at "
                + imported.at().truncatedTo(ChronoUnit.SECONDS) + "; not checked, and asked for all the same");
        imported.years().forEach((year, value) -> lines.add(INDENT + "imported " + year + "  price "
                + text(value.price()) + ", market cap " + text(value.marketCap()) + ", shares "
                + text(value.shares())));
        var failed = imported.failed();
        if (failed != null) {
            lines.add(INDENT + "imported: it failed there" + (failed.at().isEmpty() ? "" : " at " + failed.at()) + ": "
                    + Text.visible(failed.error()));
        }
        return lines;
    }

    private static String text(@Nullable BigDecimal number) {
        return number == null ? "-" : number.toPlainString();
    }
}
