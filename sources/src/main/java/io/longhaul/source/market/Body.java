package io.longhaul.source.market;

import io.longhaul.engine.Reply;
import io.longhaul.source.JsonFault;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The body of a provider's reply, before anybody believes it. For one thread.
public final class Body {

    private static final int HEAD = 4096;

    /// A number keeps the digits it was written with, and a day that stands twice is no answer.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final byte[] bytes;
    private final String head;
    /// Once it was read; a chart of decades is read by whoever looks for an error, and then for its bars.
    private @Nullable JsonNode tree;

    private Body(byte[] bytes, String head) {
        this.bytes = bytes;
        this.head = head;
    }

    public static Body of(Reply reply) {
        var bytes = reply.body();
        var head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.UTF_8);
        return new Body(bytes, head.strip().toLowerCase(Locale.ROOT));
    }

    /// Its beginning in lower case: enough to tell a notice from data.
    public String head() {
        return head;
    }

    public boolean empty() {
        return head.isEmpty() && bytes.length <= HEAD;
    }

    /// Whether it is a page for people.
    public boolean page() {
        return head.startsWith("<");
    }

    /// Whether its beginning holds this, whatever the case.
    public boolean says(String words) {
        return head.contains(words.toLowerCase(Locale.ROOT));
    }

    /// @throws BadBody for anything but one JSON value
    public JsonNode json() throws BadBody {
        var known = tree;
        if (known != null) {
            return known;
        }
        try {
            var read = MAPPER.readTree(bytes);
            tree = read;
            return read;
        } catch (JacksonException broken) {
            throw new BadBody("got a body that is no JSON: " + JsonFault.words(broken));
        }
    }

    /// Of a refusal, which may be JSON or not.
    public JsonNode jsonIfAny() {
        try {
            return json();
        } catch (BadBody none) {
            return MAPPER.missingNode();
        }
    }
}
