package io.longhaul.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The columns of a workflow's result rows: name, type and getter, so that outer modules can write any format.
public record Columns<R>(List<Column<R>> all) {

    /// How a cell is to be written.
    public enum Type {
        /// Text, guarded against formulas where a format runs them.
        TEXT,
        /// A plain decimal number.
        NUMBER,
        /// An ISO-8601 date or instant.
        TIME,
        /// Bytes of a wrapped command, passed through unchanged (as ISO-8859-1 text).
        BYTES
    }

    /// @param get the cell's text, or null for an empty cell
    public record Column<R>(String name, Type type, Function<R, @Nullable String> get) {}

    public Columns {
        all = List.copyOf(all);
    }

    public static <R> Columns<R> of() {
        return new Columns<>(List.of());
    }

    public Columns<R> text(String name, Function<R, @Nullable String> get) {
        return plus(new Column<>(name, Type.TEXT, get));
    }

    public Columns<R> number(String name, Function<R, ? extends @Nullable Number> get) {
        return plus(new Column<>(name, Type.NUMBER, row -> text(get.apply(row))));
    }

    public Columns<R> time(String name, Function<R, ?> get) {
        return plus(new Column<>(name, Type.TIME, row -> text(get.apply(row))));
    }

    public Columns<R> bytes(String name, Function<R, @Nullable String> get) {
        return plus(new Column<>(name, Type.BYTES, get));
    }

    private static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case java.math.BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    private Columns<R> plus(Column<R> column) {
        var more = new ArrayList<>(all);
        more.add(column);
        return new Columns<>(more);
    }

    /// The cells of one row, in column order.
    public List<@Nullable String> cells(R row) {
        var cells = new ArrayList<@Nullable String>(all.size());
        for (var column : all) {
            cells.add(column.get().apply(row));
        }
        return cells;
    }
}
