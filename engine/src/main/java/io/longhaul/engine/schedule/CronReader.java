package io.longhaul.engine.schedule;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads a cron expression; its errors say which part of the text is meant.
final class CronReader {
    private static final Map<String, String> MACROS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *");

    private static final Pattern FIELD = Pattern.compile("\\S+");
    private static final Pattern PART = Pattern.compile("(?<from>[^-/]+)(-(?<to>[^-/]+))?(/(?<step>.+))?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");
    private static final String ALL = "*";
    private static final String NONE_GIVEN = "?";
    private static final String LAST = "L";

    private final String text;

    private CronReader(String text) {
        this.text = text;
    }

    static Cron read(String text) {
        return new CronReader(text).cron();
    }

    private Cron cron() {
        var word = text.strip().toLowerCase(Locale.ROOT);
        if (word.startsWith("@") && !MACROS.containsKey(word)) {
            throw wrong(word + " is not known",
                    "one of " + MACROS.keySet().stream().sorted().collect(Collectors.joining(", ")));
        }
        var fields = FIELD.matcher(MACROS.getOrDefault(word, text)).results().toList();
        if (fields.size() != Field.values().length) {
            throw wrong("it has " + fields.size() + " fields", "5: "
                    + Arrays.stream(Field.values()).map(field -> field.label).collect(Collectors.joining(", "))
                    + ", as in 30 2 * * MON-FRI");
        }
        var values = new EnumMap<Field, Values>(Field.class);
        var next = fields.iterator();
        for (var field : Field.values()) {
            var found = next.next();
            values.put(field, values(field, found.group(), found.start()));
        }
        return new Cron(text.strip(), field -> Objects.requireNonNull(values.get(field)));
    }

    private Values values(Field field, String list, int at) {
        if (list.equals(ALL) || (list.equals(NONE_GIVEN) && field.isOfDays())) {
            return new Values(range(field, field.first, field.last, 1), 0, true);
        }
        long bits = 0;
        long lasts = 0;
        for (var part : List.of(list.split(",", -1))) {
            var place = new Place(field, part, at);
            if (field == Field.DAY && part.equalsIgnoreCase(LAST)) {
                lasts |= 1;
            } else if (field == Field.WEEKDAY && part.length() > 1 && part.toUpperCase(Locale.ROOT).endsWith(LAST)) {
                lasts |= 1L << place.number(part.substring(0, part.length() - 1)) % 7;
            } else {
                bits |= place.bits();
            }
            at += part.length() + 1;
        }
        return new Values(bits, lasts, false);
    }

    private static long range(Field field, int from, int to, int step) {
        long bits = 0;
        for (int value = from; value <= to; value += step) {
            bits |= 1L << (field == Field.WEEKDAY ? value % 7 : value);
        }
        return bits;
    }

    private IllegalArgumentException wrong(String got, String want) {
        return new IllegalArgumentException("cron \"" + text + "\": " + got + "; want " + want);
    }

    /// One element of a list, and where it stands: the index of its first character in the expression.
    private final class Place {
        private final Field field;
        private final String part;
        private final int at;

        Place(Field field, String part, int at) {
            this.field = field;
            this.part = part;
            this.at = at;
        }

        long bits() {
            var match = PART.matcher(part);
            if (!match.matches()) {
                throw error(part.isEmpty() ? "nothing" : part, "a number, a range or *");
            }
            boolean all = match.group("from").equals(ALL);
            if (all && match.group("to") != null) {
                throw error(part, "* alone or a range of two values");
            }
            if (!all && match.group("to") == null && match.group("step") != null) {
                throw error(part, "a range before the step, as " + match.group("from") + "-" + field.last + "/"
                        + match.group("step"));
            }
            int from = all ? field.first : number(match.group("from"));
            return range(field, from, all ? field.last - (field == Field.WEEKDAY ? 1 : 0) : end(match, from),
                    step(match));
        }

        private int end(Matcher match, int from) {
            if (match.group("to") == null) {
                return from;
            }
            int to = number(match.group("to"));
            if (field == Field.WEEKDAY && to == 0 && from > 0) {
                to = 7; // FRI-SUN
            }
            if (to < from) {
                throw error(part, "the smaller value first; a range over the end is two, as " + match.group("from")
                        + "-" + field.last + "," + field.first + "-" + match.group("to"));
            }
            return to;
        }

        private int step(Matcher match) {
            var step = match.group("step");
            if (step == null) {
                return 1;
            }
            if (!NUMBER.matcher(step).matches() || Integer.parseInt(step) < 1 || Integer.parseInt(step) > field.last) {
                throw error("step " + step, "1 to " + field.last);
            }
            return Integer.parseInt(step);
        }

        int number(String value) {
            int name = field.names().indexOf(value.toUpperCase(Locale.ROOT));
            if (name >= 0) {
                return field.first + name;
            }
            if (!NUMBER.matcher(value).matches() || Integer.parseInt(value) < field.first
                    || Integer.parseInt(value) > field.last) {
                throw error(value, field.wanted());
            }
            return Integer.parseInt(value);
        }

        private IllegalArgumentException error(String got, String want) {
            return wrong(field.label + " has " + got + " at character " + (at + 1), want);
        }
    }
}
