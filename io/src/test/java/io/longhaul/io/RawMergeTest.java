package io.longhaul.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.io.result.HeaderLine;
import io.longhaul.io.result.RawMerge;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RawMergeTest {

    private static ByteArrayInputStream stream(String latin) {
        return new ByteArrayInputStream(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String merged(String header, String... chunks) throws IOException {
        var out = new ByteArrayOutputStream();
        var merge = new RawMerge(
                out,
                header.isEmpty() ? HeaderLine.NONE : HeaderLine.of(header.getBytes(StandardCharsets.ISO_8859_1)));
        for (var chunk : chunks) {
            merge.add(stream(chunk));
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void oneHeaderIsKept() throws IOException {
        assertThat(merged("h,i", "h,i\n1\n", "h,i\n2\n", "h,i\n", "h,i", "h,i\n3\n")).isEqualTo("h,i\n1\n2\n3\n");
    }

    @Test
    void withoutHeaderAllBytesPass() throws IOException {
        assertThat(merged("", "h\n1\n", "h\n2\n")).isEqualTo("h\n1\nh\n2\n");
        assertThat(merged("", "\0\u00ff\r\n\n", "\u0080=1\n")).isEqualTo("\0\u00ff\r\n\n\u0080=1\n");
    }

    @Test
    void aMissingLineEndIsAddedBetweenChunksOnly() throws IOException {
        assertThat(merged("h", "h\n1", "h\n2", "h\n3")).isEqualTo("h\n1\n2\n3");
        assertThat(merged("h", "h\r\n1", "h\r\n2")).isEqualTo("h\r\n1\r\n2");
        assertThat(merged("", "a", "b\n", "c")).isEqualTo("a\nb\nc");
        assertThat(merged("h", "h\n1", "h\n", "")).isEqualTo("h\n1");
    }

    @Test
    void emptyChunksLeaveNoTrace() throws IOException {
        assertThat(merged("h", "", "h\n1\n", "", "h\n2\n")).isEqualTo("h\n1\n2\n");
        assertThat(merged("h", "", "")).isEmpty();
    }

    @Test
    void anotherFirstLineIsARow() throws IOException {
        assertThat(merged("h", "h\n1\n", "x\nh\n", "h,\n2\n")).isEqualTo("h\n1\nx\nh\nh,\n2\n");
    }

    @Test
    void manyLinesPassByteForByte() throws IOException {
        var random = new Random(7);
        var bytes = new byte[300_000];
        random.nextBytes(bytes);
        var body = new String(bytes, StandardCharsets.ISO_8859_1);

        assertThat(merged("h", "h\n" + body + "\n", "h\n" + body)).isEqualTo("h\n" + body + "\n" + body);
    }

    @Test
    void aHeaderIsTheSameWithAnotherLineEndMarkOrQuotes() throws IOException {
        assertThat(merged("a,b", "\u00ef\u00bb\u00bfa,b\r\n1,2\r\n", "a,b\n3,4\n", "\"a\",\"b\"\r\n5,6\r\n"))
                .isEqualTo("\u00ef\u00bb\u00bfa,b\r\n1,2\r\n3,4\n5,6\r\n");
    }

    @Test
    void aHeaderStaysWhereItFirstStands() throws IOException {
        assertThat(merged("a,b", "none\n", "a,b\n1,2\n", "a,b\n3,4\n")).isEqualTo("none\na,b\n1,2\n3,4\n");
    }
}
