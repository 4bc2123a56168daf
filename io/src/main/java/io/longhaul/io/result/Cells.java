package io.longhaul.io.result;

import io.longhaul.engine.Columns;
import io.longhaul.engine.Columns.Column;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What all formats need to know of cells.
public final class Cells {
    /// As JSON has them.
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");

    private final List<Columns.Type> types;
    private final List<String> names;

    /// Columns of one name are told apart as `name`, `name_2`.
    public Cells(List<? extends Column<?>> columns) {
        var kinds = new ArrayList<Columns.Type>();
        var unique = new ArrayList<String>();
        var taken = new HashSet<String>();
        for (var column : columns) {
            kinds.add(column.type());
            var name = column.name();
            for (int n = 2; !taken.add(name); n++) {
                name = column.name() + "_" + n;
            }
            unique.add(name);
        }
        types = List.copyOf(kinds);
        names = List.copyOf(unique);
    }

    public List<String> names() {
        return names;
    }

    /// A cell's text as it is to be written, with neither bytes in disguise nor halves of characters.
    public @Nullable String text(int column, @Nullable String cell) {
        if (cell == null) {
            return null;
        }
        return whole(types.get(column) == Columns.Type.BYTES ? bytes(cell) : cell);
    }

    /// Whether the cell may be written as a number: its column says so and it is one (`NaN` is not).
    public boolean isNumber(int column, String text) {
        return types.get(column) == Columns.Type.NUMBER && isNumber(text);
    }

    /// Whether it is a number as JSON has them; `007` is text.
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /// Whether an empty text stands for no value at all.
    public boolean isNone(int column, @Nullable String text) {
        var type = types.get(column);
        return text == null || (text.isEmpty() && (type == Columns.Type.NUMBER || type == Columns.Type.TIME));
    }

    public void check(List<? extends @Nullable String> cells) {
        if (cells.size() != types.size()) {
            throw new IllegalArgumentException(
                    "row of " + cells.size() + " cells; want " + types.size() + ", one a column");
        }
    }

    /// A wrapped command's bytes are UTF-8 as a rule; where they are not, each byte is a character.
    private static String bytes(String latin) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return latin;
        }
    }

    /// Half of a surrogate pair has no bytes in UTF-8.
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                var all = new StringBuilder(text.length());
                text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .forEach(all::appendCodePoint);
                return all.toString();
            }
        }
        return text;
    }
}
