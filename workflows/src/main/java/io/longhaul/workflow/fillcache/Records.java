package io.longhaul.workflow.fillcache;

import io.longhaul.source.market.DailyBars.Basis;
import io.longhaul.source.market.Dividend;
import io.longhaul.source.market.SharesOutstanding;
import io.longhaul.source.market.Split;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// [TickerRecord] as a document: a line a fact, words apart by a space.
final class Records {
    private static final String VERSION = "2";
    /// Its `asked` was written after failures, too.
    private static final String OLD = "1";
    /// A company that reports has a balance sheet younger than that.
    private static final int REPORTED_WITHIN = 200;

    private Records() {}

    static byte[] encode(TickerRecord record) {
        var text = new StringBuilder("ticker ").append(VERSION).append('\n');
        line(text, "provider", record.provider(), record.basis(), record.facts());
        line(text, "covered", record.covered().from(), record.covered().to());
        if (record.first() != null && record.last() != null) {
            line(text, "bars", record.first(), record.last());
        }
        record.gaps().forEach(gap -> line(text, "gap", gap));
        record.dividends().forEach(each -> line(text, "dividend", each.exDay(), each.amount().toPlainString()));
        record.splits().forEach(each -> line(
                text, "split", each.day(), each.numerator().toPlainString(), each.denominator().toPlainString()));
        var shares = record.shares();
        if (shares.asked() != null) {
            line(text, shares.answered() ? "asked" : "tried", shares.asked(), shares.from());
        }
        shares.reported().forEach(each -> line(text, "shares", each.asOf(), each.shares()));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, String name, Object... words) {
        text.append(name);
        for (var word : words) {
            text.append(' ').append(word);
        }
        text.append('\n');
    }

    static TickerRecord decode(byte[] document) {
        return new Reading().read(new String(document, StandardCharsets.UTF_8));
    }

    private static final class Reading {
        private String provider = "";
        private Basis basis = Basis.RAW;
        private boolean facts;
        private @Nullable Days covered;
        private @Nullable LocalDate first;
        private @Nullable LocalDate last;
        private final List<LocalDate> gaps = new ArrayList<>();
        private final List<Dividend> dividends = new ArrayList<>();
        private final List<Split> splits = new ArrayList<>();
        private final List<SharesOutstanding> shares = new ArrayList<>();
        private String sharesFrom = "";
        private @Nullable LocalDate asked;
        private boolean answered;
        private boolean old;

        TickerRecord read(String text) {
            text.lines().forEach(line -> take(line.split(" ", -1)));
            if (covered == null) {
                throw new IllegalArgumentException("a document without covered days; want one of version " + VERSION);
            }
            return new TickerRecord(
                    provider, basis, covered, first, last, gaps, facts, dividends, splits,
                    new TickerRecord.Shares(sharesFrom, asked, answered && !(old && doubtful()), shares));
        }

        /// A failure was once stored like an absence. Where the counts may be those of before it, or where there are
        /// none, they are asked for once more.
        private boolean doubtful() {
            return asked == null || shares.isEmpty()
                    || shares.getLast().asOf().isBefore(asked.minusDays(REPORTED_WITHIN));
        }

        private void take(String[] words) {
            switch (words[0]) {
                case "ticker" -> {
                    old = words[1].equals(OLD);
                    if (!old && !words[1].equals(VERSION)) {
                        throw new IllegalArgumentException("a document of version " + words[1] + "; want " + VERSION);
                    }
                }
                case "provider" -> {
                    provider = words[1];
                    basis = Basis.valueOf(words[2]);
                    facts = Boolean.parseBoolean(words[3]);
                }
                case "covered" -> covered = new Days(LocalDate.parse(words[1]), LocalDate.parse(words[2]));
                case "bars" -> {
                    first = LocalDate.parse(words[1]);
                    last = LocalDate.parse(words[2]);
                }
                case "gap" -> gaps.add(LocalDate.parse(words[1]));
                case "dividend" -> dividends.add(new Dividend(LocalDate.parse(words[1]), new BigDecimal(words[2])));
                case "split" ->
                    splits.add(new Split(
                            LocalDate.parse(words[1]), new BigDecimal(words[2]), new BigDecimal(words[3])));
                case "asked", "tried" -> {
                    answered = words[0].equals("asked");
                    asked = LocalDate.parse(words[1]);
                    sharesFrom = words[2];
                }
                case "shares" ->
                    shares.add(new SharesOutstanding(LocalDate.parse(words[1]), Long.parseLong(words[2])));
                default -> throw new IllegalArgumentException("a document with a line \"" + words[0] + "\"");
            }
        }
    }
}
