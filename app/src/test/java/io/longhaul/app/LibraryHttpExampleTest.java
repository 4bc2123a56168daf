package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of `docs/library.md` is a file that compiles and runs as it stands there.
class LibraryHttpExampleTest {

    private static final Path EXAMPLE = Tree.here().root().resolve("examples/Closes.java");
    private static final Map<String, String> CLOSES = Map.of("AAPL", "189.30", "BRK.B", "361.02\n");

    @TempDir
    Path directory;

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void anUpstream() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/close/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        var close = CLOSES.get(exchange.getRequestURI().getPath().substring("/close/".length()));
        var body = (close == null ? "unknown" : close).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(close == null ? 404 : 200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Test
    void theExampleCompilesAndRunsAndAsksOnceOnly() throws Exception {
        var classes = compiled();
        var upstream = URI.create("http://127.0.0.1:" + server.getAddress().getPort());

        assertThat(run(classes, upstream, "AAPL", "NOSUCH", "brk.b", "BRK.B")).containsExactly(
                "last-closes-1", "AAPL done [[AAPL, 189.30]]", "NOSUCH failed []no such ticker",
                "brk.b failed []want a ticker, as AAPL or BRK.B", "BRK.B done [[BRK.B, 361.02]]");
        assertThat(run(classes, upstream, "BRK.B", "AAPL")).containsExactly(
                "last-closes-2", "BRK.B done [[BRK.B, 361.02]]", "AAPL done [[AAPL, 189.30]]");
        assertThat(requests).hasValue(3);
    }

    @Test
    void theDocsQuoteTheExampleAsItIs() throws IOException {
        assertThat(Files.readString(Tree.here().root().resolve("docs/library.md")))
                .contains("```java\n" + Files.readString(EXAMPLE) + "```\n");
    }

    private URL compiled() throws IOException {
        var out = Files.createDirectory(directory.resolve("classes"));
        var said = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var options = List.of("-cp", System.getProperty("java.class.path"), "-d", out.toString(), "-proc:none");
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(EXAMPLE))
                    .call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
        return out.toUri().toURL();
    }

    private List<String> run(URL classes, URI upstream, String... tickers) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var loader = new URLClassLoader(new URL[] {classes}, getClass().getClassLoader())) {
            var run = loader.loadClass("Closes").getDeclaredMethod(
                    "run", Path.class, URI.class, List.class, PrintStream.class);
            run.setAccessible(true);
            run.invoke(
                    null, directory.resolve("store"), upstream, List.of(tickers),
                    new PrintStream(bytes, true, StandardCharsets.UTF_8));
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
