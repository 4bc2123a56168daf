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
    void otherRepliesStayAsTheyAre() {
        assertThat(masked("S3CRE", Map.of("date", "today")).text()).isEqualTo("S3CRE");
    }
}
