package io.longhaul.lab.twin;

import io.longhaul.lab.upstream.CallLog;
import io.longhaul.lab.upstream.Exchange;
import io.longhaul.lab.upstream.Fault;
import io.longhaul.lab.upstream.Judge;
import io.longhaul.lab.upstream.Loopback;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// All providers behind one port, each under its name: `/yahoo/…`, `/eodhd/…`. Every call is judged by its provider's
/// script and logged before it is answered, with keys masked.
///
/// Answers say in the header `X-Lab` where their bars are from. A twin knows the ticker form of its provider only; see
/// [Listing] for what it knows, and [Twin#accepts] for the keys it takes.
public final class Twins implements AutoCloseable {

    static final List<String> NAMES = List.of("yahoo", "eodhd", "tiingo", "alphavantage", "stooq");

    private static final Pattern SECRET = Pattern.compile("\\b(api_token|apikey|token|crumb)=[^&]*");

    private record Desk(Twin twin, Judge judge) {}

    private final CallLog log;
    private final Loopback server;

    private Twins(CallLog log, Loopback server) {
        this.log = log;
        this.server = server;
    }

    /// @param script as [TwinScripts] reads it
    /// @param log appended to
    /// @param port 0 for any free one
    /// @param clock what day it is for the providers
    public static Twins start(String script, Path log, int port, InstantSource clock) throws IOException {
        var scripts = new TwinScripts(script);
        var calls = new CallLog(log);
        var listing = Listing.here();
        var desks = new HashMap<String, Desk>();
        for (var twin : List.of(
                new YahooTwin(listing), new EodhdTwin(listing), new TiingoTwin(listing),
                new AlphaVantageTwin(listing), new StooqTwin(listing))) {
            var judge = new Judge(scripts.of(twin.name()), calls, twin.name(), clock);
            desks.put(twin.name(), new Desk(twin, judge));
        }
        return new Twins(calls, Loopback.start(port, clock, request -> answer(desks, request, clock)));
    }

    public URI base() {
        return server.base();
    }

    /// The environment under which the product asks these twins.
    public Map<String, String> variables() {
        return variables(base());
    }

    static Map<String, String> variables(URI base) {
        var variables = new LinkedHashMap<String, String>();
        for (var name : NAMES) {
            variables.put("LONGHAUL_SOURCES_" + name.toUpperCase(Locale.ROOT) + "_BASE_URL", base + "/" + name);
        }
        variables.put("LONGHAUL_SOURCES_YAHOO_WWW_URL", base + "/yahoo");
        return variables;
    }

    private static Loopback.Sent answer(Map<String, Desk> desks, Exchange.Request request, InstantSource clock) {
        long nanos = System.nanoTime();
        var prefix = request.path().split("[/?]", 3);
        var desk = prefix.length > 1 ? desks.get(prefix[1]) : null;
        if (request.method().equals("HEAD")) {
            return sent(new Told(200, 200, Told.TEXT, ""), Duration.ZERO, Fault.NONE, 0);
        }
        if (desk == null) {
            var names = "{\"error\":\"want a path below /" + String.join(", /", NAMES) + "\"}";
            return sent(new Told(404, 404, Told.JSON, names), Duration.ZERO, Fault.NONE, 0);
        }
        var asked = Asked.of(request, "/" + desk.twin().name(), clock.instant());
        return answer(desk, asked, nanos);
    }

    private static Loopback.Sent answer(Desk desk, Asked asked, long nanos) {
        var twin = desk.twin();
        var told = told(twin, asked);
        var question = SECRET.matcher(asked.request().path()).replaceAll("$1=…");
        var call = new Judge.Asked(
                twin.name(), question, asked.request().header("x-lab-life"), owner(twin.key(asked)), "",
                twin.units(asked));
        var verdict = desk.judge().judge(call, nanos, told.meaning());
        var said = switch (verdict.call().status()) {
            case 429 -> twin.refuse(asked, verdict.refusedBy().equals("day"));
            case 503 -> twin.fail();
            default -> told;
        };
        return sent(said, verdict.latency(), verdict.call().fault(), verdict.retryAfterSeconds());
    }

    private static Told told(Twin twin, Asked asked) {
        try {
            return twin.tell(asked);
        } catch (DateTimeException | NumberFormatException malformed) {
            return new Told(400, 400, Told.TEXT, "Bad Request");
        }
    }

    private static Loopback.Sent sent(Told told, Duration latency, Fault fault, int retryAfterSeconds) {
        var headers = new LinkedHashMap<>(told.headers());
        headers.put("Content-Type", told.type());
        if (retryAfterSeconds > 0 && told.status() == 429) {
            headers.put("Retry-After", Integer.toString(retryAfterSeconds));
        }
        return new Loopback.Sent(
                told.status(), headers, told.body().getBytes(StandardCharsets.UTF_8), latency, fault);
    }

    /// As the product shows keys.
    private static String owner(String key) {
        if (key.isEmpty()) {
            return "self";
        }
        if (key.length() >= 8) {
            return "…" + key.substring(key.length() - 4).replace('\t', ' ');
        }
        var crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        return "…" + Long.toHexString(crc.getValue());
    }

    @Override
    public void close() throws IOException {
        server.close();
        log.close();
    }
}
