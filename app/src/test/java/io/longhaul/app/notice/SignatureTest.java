package io.longhaul.app.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Signatures as receivers check them.
class SignatureTest {

    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// The example that Standard Webhooks publishes; openssl computes the same.
    @Test
    void thePublishedExampleHasThePublishedSignature() {
        var signature = Signature.of(
                "msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.ofEpochSecond(1_614_265_330), BODY, List.of(SECRET));

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void twoSecretsGiveTwoSignatures() {
        var other = "whsec_" + "QUJD".repeat(8);

        var signature = Signature.of("msg_1", Instant.EPOCH, BODY, List.of(other, SECRET));

        assertThat(signature.split(" ")).hasSize(2).allMatch(each -> each.startsWith("v1,"));
        assertThat(signature).endsWith(" " + Signature.of("msg_1", Instant.EPOCH, BODY, List.of(SECRET)));
    }

    @Test
    void aSecretOfAnotherFormIsRefusedWithoutBeingShown() {
        for (var secret : List.of("canary", "whsec_canary!", "whsec_Y2FuYXJ5", "")) {
            assertThatThrownBy(() -> Signature.of("msg_1", Instant.EPOCH, BODY, List.of(secret)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain("canary", "Y2FuYXJ5");
        }
    }
}
