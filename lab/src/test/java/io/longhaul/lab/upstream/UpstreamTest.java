package io.longhaul.lab.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Key;
import io.longhaul.engine.Owner;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Transport.Attempt;
import io.longhaul.engine.Transport.Delivery;
import io.longhaul.lab.source.LabSource;
import io.longhaul.lab.source.Metering;
import io.longhaul.source.http.Connections;
import io.longhaul.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The upstream over real connections, asked through the production transport.
class UpstreamTest {

    private static final Key ANN = new Key("…ann", new Owner("ann"), "");
    private static final Key BOB = new Key("…bob", new Owner("bob"), "");

    @TempDir
    Path directory;

    private final Connections connections = Connections.open();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T10:00:00Z"));

    @AfterEach
    void closeConnections() {
        connections.close();
    }

    private Upstream start(String script) throws IOException {
        return Upstream.start(Script.parse(script), directory.resolve("log"), 0, clock);
    }

    private Delivery ask(Upstream upstream, String question, Key key, String idempotencyKey) {
        var source = new LabSource(idempotencyKey.isEmpty() ? Metering.PRICED : Metering.KEYED, "4");
        return source.transport(upstream.base(), connections)
                .send(source.request(question, key), new Attempt(1, Duration.ofSeconds(20), idempotencyKey));
    }

    private Reply reply(Upstream upstream, String question, Key key) {
        return switch (ask(upstream, question, key, "")) {
            case Delivery.Answered(var reply) -> reply;
            case Delivery.NotSent(var errorClass, var reason) -> throw new AssertionError(errorClass + " " + reason);
            case Delivery.Lost(var errorClass, var reason, var _) ->
                throw new AssertionError(errorClass + " " + reason);
        };
    }

    private static Answer<String> read(String question, Reply reply) {
        return new LabSource(Metering.PRICED, "4").read(question, reply);
    }

    private List<Call> log() throws IOException {
        return LabLog.read(directory.resolve("log")).calls();
    }

    @Test
    void aQuestionIsAnsweredAndLogged() throws IOException {
        try (var upstream = start("")) {
            var reply = reply(upstream, "N1.first", ANN);

            assertThat(read("N1.first", reply))
                    .isEqualTo(new Answer.Found<>(Answers.to("N1.first"), reply.receivedAt()));
        }
        var call = log().getFirst();
        assertThat(call)
                .isEqualTo(new Call(
                        1, call.nanos(), clock.instant(), "lab", "N1.first", "4", "ann", "", true, 200, Fault.NONE));
    }

    @Test
    void brokenConnectionsAndCutBodiesAreExecutedAndGiveNoReply() throws IOException {
        try (var upstream = start("at 1 lost\nat 2 cut")) {
            assertThat(ask(upstream, "a", ANN, "")).isInstanceOf(Delivery.Lost.class);
            assertThat(ask(upstream, "b", ANN, "")).isInstanceOf(Delivery.Lost.class);
        }
        assertThat(log()).extracting(Call::fault).containsExactly(Fault.LOST, Fault.CUT);
        assertThat(log()).allMatch(Call::executed).noneMatch(Call::answered);
    }

    @Test
    void refusalsAndFailuresAreNotExecuted() throws IOException {
        try (var upstream = start("at 1 throttle\nat 2 throttle-hint\nat 3 server")) {
            var bare = reply(upstream, "a", ANN);
            var hint = reply(upstream, "a", ANN);

            assertThat(read("a", bare)).isInstanceOf(Answer.Throttled.class);
            assertThat(bare.header("retry-after")).isEmpty();
            assertThat(read("a", hint))
                    .isEqualTo(new Answer.Throttled<>(
                            hint.receivedAt().plusSeconds(1), Answer.Scope.GATE, "too many requests"));
            assertThat(read("a", reply(upstream, "a", ANN))).isInstanceOf(Answer.Failed.class);
        }
        assertThat(log()).extracting(Call::status).containsExactly(429, 429, 503);
        assertThat(log()).noneMatch(Call::executed);
    }

    @Test
    void callsAboveTheRateAreRefused() throws IOException {
        try (var upstream = start("rate 2/1h")) {
            reply(upstream, "a", ANN);
            reply(upstream, "b", BOB);
            var third = reply(upstream, "c", ANN);

            assertThat(third.status()).isEqualTo(429);
            assertThat(third.text()).contains("\"limit\":\"minute\"");
        }
        assertThat(log()).extracting(Call::executed).containsExactly(true, true, false);
    }

    @Test
    void aDayOfAnOwnerEndsAtItsReset() throws IOException {
        try (var upstream = start("quota 1/day@America/Los_Angeles+300s")) {
            reply(upstream, "a", ANN);
            var second = reply(upstream, "b", ANN);
            var bobs = reply(upstream, "b", BOB);
            clock.advance(Duration.ofHours(24));
            var nextDay = reply(upstream, "b", ANN);

            assertThat(read("b", second))
                    .isEqualTo(new Answer.Throttled<>(null, Answer.Scope.OWNER, "quota of the day used up"));
            assertThat(bobs.status()).isEqualTo(200);
            assertThat(nextDay.status()).isEqualTo(200);
        }
    }

    @Test
    void aKeySeenBeforeIsAnsweredAndNotExecutedAgain() throws IOException {
        try (var upstream = start("at 1 lost")) {
            ask(upstream, "a", ANN, "key-1");
            ask(upstream, "a", ANN, "key-1");
            ask(upstream, "a", ANN, "key-2");
        }
        assertThat(log()).extracting(Call::executed).containsExactly(true, false, true);
        assertThat(log()).extracting(Call::answered).containsExactly(false, true, true);
    }

    @Test
    void theLogIsContinuedByTheNextUpstream() throws IOException {
        try (var upstream = start("")) {
            reply(upstream, "a", ANN);
        }
        try (var upstream = start("")) {
            reply(upstream, "b", ANN);
        }
        assertThat(log()).extracting(Call::sequence).containsExactly(1L, 2L);
    }

    @Test
    void sharesOfFaultsAreDrawnFromTheSeed() throws IOException {
        try (var upstream = start("seed 3\nshare server 0.2")) {
            for (int i = 0; i < 200; i++) {
                reply(upstream, "q" + i, ANN);
            }
        }
        assertThat(log().stream().filter(call -> call.fault() == Fault.SERVER).count())
                .isBetween(20L, 60L);
    }

    @Test
    void anotherProcessListensUntilItIsClosed() throws IOException {
        try (var upstream = UpstreamProcess.start(directory, "at 2 server");
                var others = Connections.open()) {
            var source = new LabSource(Metering.UNMETERED, "1");
            var sender = source.transport(upstream.base(), others);
            for (var question : List.of("a", "b")) {
                sender.send(source.request(question, ANN), new Attempt(1, Duration.ofSeconds(20), ""));
            }

            assertThat(LabLog.read(upstream.log()).calls())
                    .extracting(Call::status)
                    .containsExactly(200, 503);
        }
    }
}
