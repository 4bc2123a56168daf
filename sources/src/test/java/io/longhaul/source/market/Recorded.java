package io.longhaul.source.market;

import io.longhaul.engine.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/// A recorded exchange of the test resources: `{"request":{…},"response":{"status","headers","bodyJson"|"bodyText"}}`.
public final class Recorded {

    private Recorded() {}

    public static Reply reply(String file) {
        try (var in = Recorded.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no recorded exchange " + file);
            }
            var response = JsonMapper.shared().readTree(in).path("response");
            var headers = new HashMap<String, String>();
            for (var header : response.path("headers").properties()) {
                var value = header.getValue();
                headers.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        value.isArray() // joined as the transport joins them
                                ? value.valueStream().map(each -> each.stringValue(""))
                                        .collect(Collectors.joining(", "))
                                : value.stringValue(""));
            }
            var body = response.has("bodyJson")
                    ? response.path("bodyJson").toString()
                    : response.path("bodyText").stringValue("");
            var date = ZonedDateTime.parse(headers.get("date"), DateTimeFormatter.RFC_1123_DATE_TIME);
            return new Reply(
                    response.path("status").intValue(), headers, body.getBytes(StandardCharsets.UTF_8),
                    date.toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
