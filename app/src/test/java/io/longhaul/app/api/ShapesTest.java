package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Bodies below the limit whose shape would take many times their size: wide, deep, long, many.
@Timeout(120)
class ShapesTest {

    private static String join(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(","));
    }

    private static String rows(String rows) {
        return "{\"workflow\":\"screen\",\"exec\":\"true\",\"list\":{\"rows\":[" + rows + "]}}";
    }

    private static String tickers(String tickers) {
        return "{\"workflow\":\"screen\",\"exec\":\"true\",\"list\":{\"tickers\":[" + tickers + "]}}";
    }

    private static Http.Reply post(Served served, String body) {
        assertThat(body.length()).isLessThan(1 << 20);
        return served.send(Served.post("/v1/jobs", body));
    }

    @Test
    void moreColumnsOrCellsThanALargeListHasAreCountedBeforeAnyIsMade(@TempDir Path directory) {
        try (var served = Served.in(directory)) {
            var wide = "{" + join(20_000, n -> "\"c" + n + "\":1") + "}";
            var cells = "{" + join(900, n -> "\"c" + n + "\":1") + "}";

            var columns = post(served, rows(wide + ",{}".repeat(8_000)));
            var each = post(served, rows(join(20_000, n -> "{\"c" + n + "\":1}")));
            var both = post(served, rows(cells + ",{}".repeat(8_000)));
            var name = post(served, rows("{\"" + "x".repeat(2_000) + "\":1}"));

            assertThat(columns.status()).isEqualTo(400);
            assertThat(columns.text()).contains("/list/rows/0", "20000 columns; want at most 1000");
            assertThat(each.text()).contains("/list/rows/1000", "1001 columns; want at most 1000");
            assertThat(both.text()).contains("/list/rows",
                    "8001 rows x 900 columns, 7200900 cells; want at most 500000");
            assertThat(name.text()).contains("2000 characters; want at most 1000");
            assertThat(List.of(each.status(), both.status(), name.status())).containsOnly(400);
            assertThat(served.session.store().jobs(10)).isEmpty();
        }
    }

    @Test
    void aListAsWideAndAsLongAsAllowedBecomesAJob(@TempDir Path directory) {
        try (var served = Served.in(directory)) {
            var wide = "{\"ticker\":\"A\"," + join(999, n -> "\"c" + n + "\":1") + "}";

            var made = post(served, rows(wide + ",{\"ticker\":\"B\"}".repeat(499)));

            assertThat(made.status()).as(made.text()).isEqualTo(202);
        }
    }

    @Test
    void longTextsAndDeepBodiesAreRefused(@TempDir Path directory) {
        try (var served = Served.in(directory)) {
            var command = post(served, "{\"workflow\":\"screen\",\"exec\":\"" + "x".repeat(900_000)
                    + "\",\"list\":{\"tickers\":[\"A\"]}}");
            var deep = post(served, "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000));
            var open = post(served, "[".repeat(1_000_000));

            assertThat(command.status()).isEqualTo(400);
            assertThat(command.text()).contains("/exec", "900000 characters; want at most 16384");
            assertThat(List.of(deep.status(), open.status())).containsOnly(400);
        }
    }

    /// At once they would take gigabytes: large bodies wait for one another.
    @Test
    void manyLargeBodiesAtOnceAreAllAnswered(@TempDir Path directory) throws Exception {
        var bodies = List.of(
                "{\"list\":[" + "{},".repeat(300_000) + "{}]}",
                rows("{},".repeat(300_000) + "{}"),
                tickers("\"A\",".repeat(200_000) + "7"),
                rows(join(30_000, _ -> "{\"a\":{\"a\":{\"a\":{}}}}")));
        try (var served = Served.in(directory); var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = IntStream.range(0, 40).<Callable<Http.Reply>>mapToObj(n -> () -> Http.send(
                    served.port(),
                    Served.post("/v1/jobs", bodies.get(n % bodies.size())).bytes(served.port())))
                    .toList();

            for (var reply : clients.invokeAll(asked)) {
                assertThat(reply.get().status()).as(reply.get().text()).isEqualTo(400);
            }
        }
    }
}
