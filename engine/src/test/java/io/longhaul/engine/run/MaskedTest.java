package io.longhaul.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Key;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MaskedTest {

    private static final Key KEY = new Key("…CRET", new Owner("ann"), "S3CRET");

    private static Reply masked(String body, Map<String, String> headers) {
        return Masked.reply(
                new Reply(200, headers, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH), KEY);
    }

    @Test
    void aKeyThatTheUpstreamRepeatsIsNotKept() {
        var reply = masked("S3CRET: we have detected your API key as S3CRET, ÄS3CRE", Map.of("x-key", "a S3CRET"));

        assertThat(reply.text()).isEqualTo("***: we have detected your API key as ***, ÄS3CRE");
        assertThat(reply.headers()).containsEntry("x-key", "a ***");
    }

    @Test
    void itIsKnownInEverySpelling() {
        var key = new Key("…", new Owner("ann"), "a b+/é");
        var body = "a b+/é a+b%2B%2F%C3%A9 a%20b%2B%2F%C3%A9 a%20b%2b%2f%c3%a9 a b+\\/é A B";

        var reply = Masked.reply(new Reply(500, Map.of("location", "/x?k=a%20b%2b%2f%c3%a9"),
                body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH), key);

        assertThat(reply.text()).isEqualTo("*** *** *** *** *** A B");
        assertThat(reply.headers()).containsEntry("location", "/x?k=***");
    }

    @Test
    void otherRepliesStayAsTheyAre() {
        assertThat(masked("S3CRE", Map.of("date", "today")).text()).isEqualTo("S3CRE");
    }

    @Test
    void aReasonIsMaskedToo() {
        var key = new Key("k", Owner.SELF, "a b/c");

        assertThat(Masked.text("said \"GET /x?k=a%20b%2Fc\" and a b/c", key))
                .isEqualTo("said \"GET /x?k=***\" and ***");
    }
}
