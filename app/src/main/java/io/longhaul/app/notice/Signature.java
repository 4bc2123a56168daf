package io.longhaul.app.notice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs webhooks as Standard Webhooks 1.0 says: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, one for
/// each secret, apart by a space.
final class Signature {

    private static final String PREFIX = "whsec_";

    private Signature() {}

    /// @param secrets `whsec_` and base64 of 24 to 64 bytes
    /// @throws IllegalArgumentException for another secret; the message does not hold it
    static String of(String id, Instant at, byte[] body, List<String> secrets) {
        return secrets.stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(key(secret), id, at, body)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] key(String secret) {
        byte[] key = {};
        if (secret.startsWith(PREFIX)) {
            try {
                key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            } catch (IllegalArgumentException noBase64) {
                // told below, without what was wrong in it
            }
        }
        if (key.length < 24 || key.length > 64) {
            throw new IllegalArgumentException("notify.webhook-secret leads to something else than " + PREFIX
                    + " and the base64 of 24 to 64 bytes");
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String id, Instant at, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException noHmac) {
            throw new IllegalStateException("every Java has HmacSHA256", noHmac);
        }
    }
}
