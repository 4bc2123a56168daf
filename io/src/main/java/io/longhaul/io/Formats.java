package io.longhaul.io;

import io.longhaul.io.csv.CsvFormat;
import io.longhaul.io.json.JsonFormat;
import io.longhaul.io.jsonl.JsonlFormat;
import io.longhaul.io.parquet.ParquetFormat;
import io.longhaul.io.result.Format;
import io.longhaul.io.result.OutputException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The formats results can be written in: a line each.
public final class Formats {
    public static final List<Format> ALL = List.of(
            new CsvFormat(), //
            new JsonFormat(),
            new JsonlFormat(),
            new ParquetFormat());

    private static final Set<String> NOT_YET = Set.of("xlsx", "xls", "excel", "sheets");

    private Formats() {}

    /// The format of that name or extension.
    ///
    /// @throws OutputException if there is none; the message lists what there is
    public static Format named(String name) {
        var word = name.strip().toLowerCase(Locale.ROOT);
        for (var format : ALL) {
            if (format.name().equals(word) || format.extensions().contains(word)) {
                return format;
            }
        }
        throw new OutputException("format " + name + (NOT_YET.contains(word) ? " is not written yet" : " is not known")
                + "; there are " + ALL.stream().map(Format::name).collect(Collectors.joining(", ")));
    }

    /// The format that a file's extension stands for; empty without one, for `-`, and for one that stands for none.
    ///
    /// @throws OutputException for a format that is not written yet
    public static Optional<Format> byExtension(String path) {
        var word = extension(path);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(named(word));
        } catch (OutputException e) {
            if (NOT_YET.contains(word)) {
                throw unfit(path, e);
            }
            return Optional.empty();
        }
    }

    /// The format that a file's extension stands for; without one, and for `-`, CSV.
    ///
    /// @throws OutputException if the extension stands for none
    public static Format forFile(String path) {
        var word = extension(path);
        try {
            return word.isEmpty() ? ALL.getFirst() : named(word);
        } catch (OutputException e) {
            throw unfit(path, e);
        }
    }

    private static String extension(String path) {
        var file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        int dot = file.lastIndexOf('.');
        return dot <= 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static OutputException unfit(String path, OutputException why) {
        return new OutputException(path + ": " + why.getMessage() + ". Choose an extension, or say --format.");
    }
}
