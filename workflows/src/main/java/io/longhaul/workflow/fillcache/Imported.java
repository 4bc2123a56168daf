package io.longhaul.workflow.fillcache;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What another system's cache said of a ticker. It is shown, marked as imported, where nothing better is known, and
/// never counts as known: `fill-cache` asks as if it were not there.
///
/// - **Prices** are adjusted for splits up to a day that nobody noted; a later split makes them wrong.
/// - **Market caps** of the original cache are adjusted closes times shares as reported: wrong by every split since.
/// - **Completeness** cannot be told from a year alone: there are no bars behind it.
///
/// @param from where it was read, without a password
/// @param at when
/// @param years oldest first
/// @param failed why that system had given the ticker up; null if it had not
public record Imported(String from, Instant at, SortedMap<Integer, Year> years, @Nullable Failed failed) {

    private static final String VERSION = "1";
    private static final String NONE = "-";

    /// As it stood there, USD and shares; null for what did not.
    public record Year(
            @Nullable BigDecimal price, @Nullable BigDecimal marketCap, @Nullable BigDecimal shares) {

        public Year {
            price = least(price);
            marketCap = least(marketCap);
            shares = least(shares);
        }

        /// In one form, so that equal numbers are equal.
        private static @Nullable BigDecimal least(@Nullable BigDecimal number) {
            var least = number == null ? null : number.stripTrailingZeros();
            return least != null && least.scale() < 0 ? least.setScale(0) : least;
        }

        public boolean empty() {
            return price == null && marketCap == null && shares == null;
        }

        private Year over(Year older) {
            return new Year(
                    price == null ? older.price : price,
                    marketCap == null ? older.marketCap : marketCap,
                    shares == null ? older.shares : shares);
        }
    }

    /// @param at when it had failed there; empty if that is not told
    public record Failed(String at, String error) {}

    public Imported {
        years = Collections.unmodifiableSortedMap(new TreeMap<>(years));
    }

    /// Both, where what is newer counts for what both know. Nothing known goes.
    public Imported over(@Nullable Imported older) {
        if (older == null) {
            return this;
        }
        var all = new TreeMap<>(older.years);
        years.forEach((year, value) -> all.merge(year, value, (before, now) -> now.over(before)));
        return new Imported(from, at, all, failed == null ? older.failed : failed);
    }

    /// Whether both say the same, whenever and wherever they were read.
    public boolean says(@Nullable Imported other) {
        return other != null && years.equals(other.years) && Objects.equals(failed, other.failed);
    }

    /// A line a fact, words apart by a space.
    public byte[] encode() {
        var text = new StringBuilder("imported ").append(VERSION).append('\n');
        text.append("from ").append(from).append('\n').append("at ").append(at).append('\n');
        years.forEach((year, value) -> text.append("year ").append(year)
                .append(' ').append(word(value.price()))
                .append(' ').append(word(value.marketCap()))
                .append(' ').append(word(value.shares()))
                .append('\n'));
        if (failed != null) {
            text.append("failed ").append(failed.at().isEmpty() ? NONE : failed.at()).append(' ')
                    .append(failed.error().replaceAll("\\R", " ")).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String word(@Nullable BigDecimal number) {
        return number == null ? NONE : number.toPlainString();
    }

    static Imported decode(byte[] document) {
        var from = "";
        var at = Instant.EPOCH;
        var years = new TreeMap<Integer, Year>();
        Failed failed = null;
        for (var line : new String(document, StandardCharsets.UTF_8).lines().toList()) {
            var words = line.split(" ", 2);
            var rest = words.length < 2 ? "" : words[1];
            switch (words[0]) {
                case "imported" -> {
                    if (!rest.equals(VERSION)) {
                        throw new IllegalArgumentException("a document of version " + rest + "; want " + VERSION);
                    }
                }
                case "from" -> from = rest;
                case "at" -> at = Instant.parse(rest);
                case "year" -> {
                    var cells = rest.split(" ", -1);
                    years.put(Integer.valueOf(cells[0]), new Year(
                            number(cells[1]), number(cells[2]), number(cells[3])));
                }
                case "failed" -> {
                    var parts = rest.split(" ", 2);
                    failed = new Failed(parts[0].equals(NONE) ? "" : parts[0], parts[1]);
                }
                default -> throw new IllegalArgumentException("a document with a line \"" + words[0] + "\"");
            }
        }
        return new Imported(from, at, years, failed);
    }

    private static @Nullable BigDecimal number(String word) {
        return word.equals(NONE) ? null : new BigDecimal(word);
    }
}
