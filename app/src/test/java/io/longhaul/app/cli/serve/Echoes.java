package io.longhaul.app.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// Upstreams, a receiver of webhooks, a mail server and a Redis that repeat in their answers whatever secret they were
/// told, each in every spelling that may come of it.
final class Echoes implements AutoCloseable {

    private final HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    private final ServerSocket mail = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    private final ServerSocket redis = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    /// All that was said to them.
    final List<String> heard = new CopyOnWriteArrayList<>();

    Echoes() throws IOException {
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::answer);
        http.start();
        Thread.ofVirtual().start(() -> talk(mail, "220 echo", this::mailed));
        Thread.ofVirtual().start(() -> talk(redis, "", line -> "-WRONGPASS no such user or password: " + heard(line)));
    }

    String http() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    int mail() {
        return mail.getLocalPort();
    }

    int redis() {
        return redis.getLocalPort();
    }

    private String heard(String line) {
        heard.add(line);
        return line;
    }

    /// By the ticker that is asked for.
    private void answer(HttpExchange exchange) throws IOException {
        var query = String.valueOf(exchange.getRequestURI().getRawQuery());
        var plain = URLDecoder.decode(query, StandardCharsets.UTF_8);
        var header = String.valueOf(exchange.getRequestHeaders().getFirst("authorization"));
        heard(plain + " " + header);
        var said = plain + " " + query + " " + query.toLowerCase(java.util.Locale.ROOT) + " " + header + " "
                + plain.replace("/", "\\/") + " " + header.replace("/", "\\/");
        var asked = exchange.getRequestURI().toString();
        var big = asked.contains("BIG") ? said.repeat(1_000) : said;
        var text = asked.contains("NOTE")
                ? "{\"Information\":\"We have detected your API key as " + said + " and our standard API rate limit is"
                        + " 25 requests per day.\"}"
                : "no data for " + big;
        var body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "text/plain");
        exchange.getResponseHeaders().add("x-you-said", said);
        if (asked.contains("MOVE")) {
            exchange.getResponseHeaders().add("location", "http://localhost:1/elsewhere?" + query);
        }
        int status = asked.contains("AUTH")
                ? 401
                : asked.contains("BIG") || asked.contains("NOTE")
                        ? 200
                        : asked.contains("MOVE") ? 302 : 500;
        try (exchange) {
            exchange.sendResponseHeaders(status, asked.contains("CUT") ? body.length + 100 : body.length);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
        }
    }

    private String mailed(String line) {
        heard(line);
        return line.startsWith("EHLO")
                ? "250-echo\r\n250 AUTH PLAIN"
                : line.startsWith("QUIT") ? "221 bye" : "535 5.7.8 not you: " + line;
    }

    private interface Answering {
        String to(String line);
    }

    private static void talk(ServerSocket at, String greeting, Answering answering) {
        while (!at.isClosed()) {
            try (var socket = at.accept()) {
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                var out = socket.getOutputStream();
                out.write(greeting.isEmpty() ? new byte[0] : (greeting + "\r\n").getBytes(StandardCharsets.UTF_8));
                for (var line = in.readLine(); line != null; line = in.readLine()) {
                    var said = line.matches("[*][0-9]+") ? words(in, Integer.parseInt(line.substring(1))) : line;
                    out.write((answering.to(said) + "\r\n").getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException gone) {
                // the client had enough, or the test is over
            }
        }
    }

    /// A command of Redis, each word after a line with its length.
    private static String words(BufferedReader in, int many) throws IOException {
        var words = new StringBuilder();
        for (int i = 0; i < many; i++) {
            in.readLine();
            words.append(in.readLine()).append(' ');
        }
        return words.toString();
    }

    @Override
    public void close() throws IOException {
        http.stop(0);
        mail.close();
        redis.close();
    }
}
