package io.longhaul.lab.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Requests whose bodies are below the limit of 1 MB and whose shape is meant to cost many times that: wide, deep, long,
/// many. None asks for more than a body can say.
final class Shapes {

    private static final int BODY = 1_000_000;

    private Shapes() {}

    /// The four kinds in equal parts, shuffled by the seed.
    static List<Sent> all(int count, long seed) {
        var all = new ArrayList<Sent>();
        for (int i = 0; all.size() < count; i++) {
            all.add(wide(i));
            all.add(deep(i));
            all.add(lengthy(i));
            all.add(many(i));
        }
        Collections.shuffle(all, new Random(seed));
        return List.copyOf(all.subList(0, count));
    }

    private static String join(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(","));
    }

    private static Sent job(String what, String list) {
        return Sent.post(what, "/v1/jobs",
                "{\"workflow\":\"fill-cache\",\"providers\":[\"yahoo\"],\"list\":" + list + "}");
    }

    private static Sent rows(String what, String rows) {
        return job(what, "{\"rows\":[" + rows + "],\"key\":\"ticker\"}");
    }

    private static Sent wide(int i) {
        int columns = List.of(20_000, 8_000, 60_000, 1_001, 1_000).get(i % 5);
        var header = "{\"ticker\":\"A\"," + join(columns - 1, c -> "\"c" + c + "\":1") + "}";
        return switch (i % 4) {
            case 0 -> rows("wide: " + columns + " columns, then rows of one cell",
                    header + ",{}".repeat((BODY - header.length()) / 4));
            case 1 -> rows("wide: each row another column",
                    join(columns, c -> "{\"ticker\":\"A\",\"c" + c + "\":" + i + "}"));
            case 2 -> Sent.post("wide: " + columns + " fields", "/v1/jobs", header);
            default -> Sent.get("wide: 300 parameters", "/v1/jobs?" + join(300, c -> "a" + c + "=1").replace(",", "&"));
        };
    }

    private static Sent deep(int i) {
        int depth = List.of(31, 32, 1_000, 100_000, 490_000).get(i % 5);
        return switch (i % 4) {
            case 0 -> rows("deep: " + depth + " lists", "[".repeat(depth) + "]".repeat(depth));
            case 1 -> Sent.post("deep: " + Math.min(depth, 150_000) + " objects", "/v1/jobs",
                    "{\"a\":".repeat(Math.min(depth, 150_000)) + "1" + "}".repeat(Math.min(depth, 150_000)));
            case 2 -> rows("deep: thousands of 28 levels",
                    join(BODY / 180, _ -> "{\"a\":".repeat(28) + "1" + "}".repeat(28)));
            default -> Sent.post("deep: never closed", "/api/fill-cache-batch-start", "[".repeat(depth));
        };
    }

    private static Sent lengthy(int i) {
        int length = List.of(900_000, 100_000, 16_385, 7_000, 200_000).get(i % 5);
        var text = (i % 2 == 0 ? "x" : "\\u00e9").repeat(length / (i % 2 == 0 ? 1 : 6));
        return switch (i % 7) {
            case 0 -> Sent.post("long: a name", "/v1/jobs",
                    "{\"workflow\":\"fill-cache\",\"name\":\"" + text + "\",\"list\":{\"tickers\":[\"A\"]}}");
            case 1 -> job("long: a ticker", "{\"tickers\":[\"" + text + "\"]}");
            case 2 -> rows("long: a column", "{\"ticker\":\"A\",\"" + text + "\":1}");
            case 3 -> Sent.post("long: a number", "/v1/jobs",
                    "{\"workflow\":\"fill-cache\",\"concurrency\":" + "9".repeat(length) + "}");
            case 4 -> Sent.get("long: the name of a job", "/v1/jobs/" + "y".repeat(Math.min(length, 7_000)));
            case 5 ->
                Sent.get("long: a header", "/v1/jobs").with("If-None-Match", "z".repeat(Math.min(length, 20_000)));
            default -> Sent.post("long: a target of notices", "/v1/jobs",
                    "{\"workflow\":\"fill-cache\",\"notify\":[\"https://example.com/" + text + "\"],\"list\":"
                            + "{\"tickers\":[\"A\"]}}");
        };
    }

    private static Sent many(int i) {
        int count = List.of(250_000, 120_000, 60_000, 10_001, 10_000).get(i % 5);
        int fewer = Math.min(count, 110_000);
        return switch (i % 8) {
            case 0 ->
                job("many: " + count + " equal tickers", "{\"tickers\":[" + "\"A\",".repeat(count - 1) + "\"A\"]}");
            case 1 -> job("many: " + fewer + " tickers",
                    "{\"tickers\":[" + join(fewer, n -> "\"" + Integer.toString(n + 1_296, 36) + "\"") + "]}");
            case 2 -> rows("many: rows without a cell", "{},".repeat(BODY / 3 - 40) + "{}");
            case 3 -> rows("many: rows of one cell", join(BODY / 17, _ -> "{\"ticker\":\"A\"}"));
            case 4 -> Sent.post("many: tickers of a batch", "/api/fill-cache-batch-start",
                    "{\"tickerSource\":\"custom\",\"tickers\":[" + "\"A\",".repeat(count - 1) + "\"A\"]}");
            case 5 -> Sent.post("many: targets of notices", "/v1/jobs", "{\"workflow\":\"fill-cache\",\"notify\":["
                    + "\"\",".repeat(count) + "\"\"],\"list\":{\"tickers\":[\"A\"]}}");
            case 6 -> Sent.post("many: lists in lists", "/v1/jobs", "{\"list\":[" + "[],".repeat(300_000) + "[]]}");
            default -> Sent.post("many: empty objects", "/api/fill-cache", "{\"tickers\":["
                    + "{},".repeat(300_000) + "{}]}");
        };
    }
}
