package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.io.result.RawMerge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RawMergeTest {

    private static ByteArrayInputStream stream(String latin) {
        return new ByteArrayInputStream(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String merged(boolean header, String... chunks) throws IOException {
        var out = new ByteArrayOutputStream();
        var merge = new RawMerge(out, header);
        for (var chunk : chunks) {
            merge.add(stream(chunk));
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static boolean carryHeader(String... chunks) {
        return RawMerge.carryHeader(Stream.of(chunks)
                .map(chunk -> {
                    try {
                        return RawMerge.start(stream(chunk));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList());
    }

    @Test
    void oneHeaderIsKept() throws IOException {
        assertThat(merged(true, "h,i\n1\n", "h,i\n2\n", "h,i\n", "h,i", "h,i\n3\n")).isEqualTo("h,i\n1\n2\n3\n");
    }

    @Test
    void withoutHeaderAllBytesPass() throws IOException {
        assertThat(merged(false, "h\n1\n", "h\n2\n")).isEqualTo("h\n1\nh\n2\n");
        assertThat(merged(false, "\0\u00ff\r\n\n", "\u0080=1\n")).isEqualTo("\0\u00ff\r\n\n\u0080=1\n");
    }

    @Test
    void aMissingLineEndIsAddedBetweenChunksOnly() throws IOException {
        assertThat(merged(true, "h\n1", "h\n2", "h\n3")).isEqualTo("h\n1\n2\n3");
        assertThat(merged(true, "h\r\n1", "h\r\n2")).isEqualTo("h\r\n1\r\n2");
        assertThat(merged(false, "a", "b\n", "c")).isEqualTo("a\nb\nc");
        assertThat(merged(true, "h\n1", "h\n", "")).isEqualTo("h\n1");
    }

    @Test
    void emptyChunksLeaveNoTrace() throws IOException {
        assertThat(merged(true, "", "h\n1\n", "", "h\n2\n")).isEqualTo("h\n1\n2\n");
        assertThat(merged(true, "", "")).isEmpty();
    }

    @Test
    void anotherFirstLineIsARow() throws IOException {
        assertThat(merged(true, "h\n1\n", "x\nh\n", "h,\n2\n")).isEqualTo("h\n1\nx\nh\nh,\n2\n");
    }

    @Test
    void manyLinesPassByteForByte() throws IOException {
        var random = new Random(7);
        var bytes = new byte[300_000];
        random.nextBytes(bytes);
        var body = new String(bytes, StandardCharsets.ISO_8859_1);

        assertThat(merged(true, "h\n" + body + "\n", "h\n" + body)).isEqualTo("h\n" + body + "\n" + body);
    }

    @Test
    void headersAreToldFromLikeRows() {
        assertThat(carryHeader("h\n1\n", "h\n2\n")).isTrue();
        assertThat(carryHeader("h\n", "h\n2\n")).isTrue();
        assertThat(carryHeader("h\r\n1\n", "h\n")).isTrue();
        assertThat(carryHeader("pass\n", "pass\n")).isFalse();
        assertThat(carryHeader("h\n1\n", "x\n2\n")).isFalse();
        assertThat(carryHeader("h\n1\n")).isFalse();
        assertThat(carryHeader()).isFalse();
    }
}
