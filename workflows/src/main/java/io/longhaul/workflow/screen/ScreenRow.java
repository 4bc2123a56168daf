package io.longhaul.workflow.screen;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the command wrote about one item, byte for byte: each character is one byte (ISO-8859-1).
///
/// @param header the header line with its line end; null where there is none
/// @param output the lines without the header
public record ScreenRow(@Nullable String header, String output) {

    static ScreenRow of(byte[] header, byte[] body) {
        return new ScreenRow(header.length == 0 ? null : text(header), text(body));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
