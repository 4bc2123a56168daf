package io.longhaul.source.exec;

import io.longhaul.engine.Row;
import io.longhaul.source.JsonFault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/// The little JSON that commands are spoken to in.
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// A value of an object.
    ///
    /// @param token what kind it is
    /// @param text of a string, number or boolean; empty of others
    /// @param raw its bytes as they were written
    record Value(JsonToken token, String text, byte[] raw) {}

    /// Not the JSON that was wanted; the message says what it was.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    private Json() {}

    static String object(Row row) {
        var text = new StringBuilder("{");
        for (int i = 0; i < row.columns().size(); i++) {
            text.append(i == 0 ? "" : ",").append(string(row.columns().get(i)));
            text.append(':').append(string(row.cells().get(i)));
        }
        return text.append('}').toString();
    }

    static String string(String value) {
        return MAPPER.writeValueAsString(value);
    }

    /// The members of one JSON object that fills these bytes, in order; of equal names the last one counts.
    static Map<String, Value> members(byte[] bytes) throws Malformed {
        var members = new LinkedHashMap<String, Value>();
        try (var parser = MAPPER.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("not a JSON object: " + shown(bytes));
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                var token = parser.nextToken();
                int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                var text = token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getString() : "";
                parser.skipChildren();
                parser.finishToken();
                int to = Math.toIntExact(parser.currentLocation().getByteOffset());
                members.put(name, new Value(token, text, Arrays.copyOfRange(bytes, from, to)));
            }
            if (parser.nextToken() != null) {
                throw new Malformed("more than one JSON value: " + shown(bytes));
            }
            return members;
        } catch (JacksonException broken) {
            throw new Malformed("not JSON (" + JsonFault.words(broken) + "): " + shown(bytes));
        }
    }

    /// The elements of a JSON array, as they were written.
    static java.util.List<Value> elements(byte[] bytes) throws Malformed {
        var elements = new java.util.ArrayList<Value>();
        try (var parser = MAPPER.createParser(bytes)) {
            parser.nextToken();
            for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                parser.skipChildren();
                parser.finishToken();
                int to = Math.toIntExact(parser.currentLocation().getByteOffset());
                elements.add(new Value(token, "", Arrays.copyOfRange(bytes, from, to)));
            }
            return elements;
        } catch (JacksonException broken) {
            throw new Malformed("not JSON (" + JsonFault.words(broken) + "): " + shown(bytes));
        }
    }

    /// A scalar member as text, if it is there.
    static Optional<String> scalar(Map<String, Value> members, String name) {
        return Optional.ofNullable(members.get(name))
                .filter(value -> value.token().isScalarValue() && value.token() != JsonToken.VALUE_NULL)
                .map(Value::text);
    }

    /// The beginning of what somebody wrote, fit for a message.
    static String shown(byte[] bytes) {
        var text = new String(bytes, 0, Math.min(bytes.length, 80), StandardCharsets.UTF_8);
        return "\"" + Said.plain(text).strip() + (bytes.length > 80 ? "…" : "") + "\"";
    }
}
