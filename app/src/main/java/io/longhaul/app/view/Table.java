package io.longhaul.app.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Columns of text, two blanks apart. Cells are made visible; in a table wider than the terminal the last column
/// that is aligned left is cut.
public final class Table {

    /// A column's side: text at the left, numbers at the right.
    public enum Side {
        LEFT,
        RIGHT
    }

    private static final int GAP = 2;

    private final List<String> header;
    private final List<Side> sides;
    private final List<List<String>> rows = new ArrayList<>();
    private int[] least;

    /// @param header empty for none
    public Table(List<String> header, Side... sides) {
        this.header = List.copyOf(header);
        this.sides = List.of(sides);
        this.least = new int[sides.length];
    }

    /// Widths below which no column goes, so that pages of one list stand under each other.
    public Table atLeast(int... widths) {
        least = Arrays.copyOf(widths, sides.size());
        return this;
    }

    public Table row(String... cells) {
        if (cells.length != sides.size()) {
            throw new IllegalArgumentException("row of " + cells.length + " cells; want " + sides.size());
        }
        rows.add(Arrays.stream(cells).map(Text::visible).toList());
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public List<String> lines(int width) {
        var all = new ArrayList<List<String>>(rows);
        if (!header.isEmpty()) {
            all.add(header);
        }
        var widths = widths(all, width);
        var lines = new ArrayList<String>();
        if (!header.isEmpty()) {
            lines.add(line(header, widths, true));
        }
        rows.forEach(row -> lines.add(line(row, widths, false)));
        return lines;
    }

    private int[] widths(List<List<String>> all, int width) {
        var widths = least.clone();
        for (var row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Text.width(row.get(i)));
            }
        }
        int over = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - width;
        int last = sides.lastIndexOf(Side.LEFT);
        if (over > 0 && last >= 0) {
            widths[last] = Math.max(Math.min(8, widths[last]), widths[last] - over);
        }
        return widths;
    }

    private String line(List<String> row, int[] widths, boolean heading) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            var cell = Text.fit(row.get(i), widths[i]);
            line.append(
                    heading || sides.get(i) == Side.LEFT ? Text.left(cell, widths[i]) : Text.right(cell, widths[i]));
            line.append(" ".repeat(GAP));
        }
        return line.toString().stripTrailing();
    }
}
