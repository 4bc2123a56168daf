package io.longhaul.app.api.jobs;

import io.longhaul.app.api.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Where the next page of a list begins: a key, not a count, so that nothing is shown twice or left out while the list
/// grows. Opaque to whoever asks.
final class Cursor {

    private Cursor() {}

    static String of(String list, long next) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((list + ":" + next).getBytes(StandardCharsets.UTF_8));
    }

    /// @param list which it must belong to
    /// @throws Problem for one that was not given out for this list
    static long read(String list, String cursor) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(list + ":") && text.substring(list.length() + 1).matches("[0-9]{1,18}")) {
                return Long.parseLong(text.substring(list.length() + 1));
            }
        } catch (IllegalArgumentException noBase64) {
            throw wrong();
        }
        throw wrong();
    }

    private static Problem wrong() {
        return Problem.wrong("cursor", "want \"next\" of the page before, of the same list");
    }
}
