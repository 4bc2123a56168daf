package io.longhaul.io.list;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Which list to read and how, as the user said it.
///
/// @param path a file, `-`, or the name of a built-in list
/// @param stdin what `-` reads; null where there is none
public record InputSpec(String path, @Nullable InputStream stdin, Reading reading, Choice choice) {

    /// How the text is to be understood; null means "find out".
    ///
    /// @param keyColumn a column's name, or its number from 1
    /// @param charset a name known to Java, as `windows-1254`
    /// @param strict whether a ragged or keyless row refuses the whole list
    public record Reading(
            @Nullable String keyColumn,
            @Nullable Character delimiter,
            @Nullable String charset,
            @Nullable Boolean header,
            boolean strict) {
        static final Reading PLAIN = new Reading(null, null, null, null, false);
    }

    /// Which rows are meant.
    ///
    /// @param filterColumn with `filterValue`: only rows whose cell equals the value
    /// @param select keys or row ranges, comma-separated: `AAPL,MSFT` or `rows:2-10,15`
    public record Choice(
            @Nullable String filterColumn, @Nullable String filterValue, @Nullable String select) {
        static final Choice ALL = new Choice(null, null, null);

        public Choice {
            if ((filterColumn == null) != (filterValue == null)) {
                throw new InputException(
                        "filter",
                        "got a filter " + (filterColumn == null ? "value without a column" : "column without a value"),
                        "Give both --filter-column and --filter-value.");
            }
        }
    }

    public static InputSpec of(String path) {
        return new InputSpec(path, null, Reading.PLAIN, Choice.ALL);
    }

    /// The list of an open stream, shown as `-`. It is read once, into a private temporary file.
    public static InputSpec of(InputStream stdin) {
        return new InputSpec("-", stdin, Reading.PLAIN, Choice.ALL);
    }

    public InputSpec stdin(InputStream in) {
        return new InputSpec(path, in, reading, choice);
    }

    public InputSpec key(@Nullable String column) {
        return with(new Reading(column, reading.delimiter, reading.charset, reading.header, reading.strict));
    }

    public InputSpec delimiter(@Nullable Character delimiter) {
        return with(new Reading(reading.keyColumn, delimiter, reading.charset, reading.header, reading.strict));
    }

    public InputSpec charset(@Nullable String charset) {
        return with(new Reading(reading.keyColumn, reading.delimiter, charset, reading.header, reading.strict));
    }

    /// Whether the first row names the columns; null means "find out".
    public InputSpec header(@Nullable Boolean header) {
        return with(new Reading(reading.keyColumn, reading.delimiter, reading.charset, header, reading.strict));
    }

    public InputSpec strict(boolean strict) {
        return with(new Reading(reading.keyColumn, reading.delimiter, reading.charset, reading.header, strict));
    }

    public InputSpec filter(@Nullable String column, @Nullable String value) {
        return new InputSpec(path, stdin, reading, new Choice(column, value, choice.select));
    }

    public InputSpec select(@Nullable String select) {
        return new InputSpec(path, stdin, reading, new Choice(choice.filterColumn, choice.filterValue, select));
    }

    private InputSpec with(Reading other) {
        return new InputSpec(path, stdin, other, choice);
    }
}
