package io.longhaul.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DigestTest {

    /// `printf '\0\0\0\001a\0\0\0\002bc' | sha256sum`: stores and idempotency keys of earlier versions hold these.
    private static final String A_BC = "b534ce16ac9c8b36823f39a395ce8e0e3c7ad9605b82b5444f18cadacd217a5d";

    @Test
    void itIsTheSha256OfItsPartsEachAfterItsLength() {
        var digest = Digest.of("a", "bc");

        assertThat(digest).hasToString(A_BC);
        assertThat(digest.bytes()).isEqualTo(HexFormat.of().parseHex(A_BC));
        assertThat(digest.half()).isEqualTo(A_BC.substring(0, 32));
        assertThat(digest.prefix()).isEqualTo(HexFormat.fromHexDigitsToLong(A_BC, 0, 16));
    }

    @Test
    void itIsEqualToThatOfItsBytesAndToNoOtherThatDiffersInOne() {
        var bytes = Digest.of("a").bytes();
        assertThat(Digest.ofBytes(bytes)).isEqualTo(Digest.of("a")).hasSameHashCodeAs(Digest.of("a"));

        for (int i = 0; i < bytes.length; i++) {
            var other = bytes.clone();
            other[i]++;
            assertThat(Digest.ofBytes(other)).isNotEqualTo(Digest.of("a"));
        }
    }
}
