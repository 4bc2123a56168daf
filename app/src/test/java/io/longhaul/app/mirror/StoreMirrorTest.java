package io.longhaul.app.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.app.config.Config;
import io.longhaul.engine.run.Clocks;
import io.longhaul.engine.store.Write;
import io.longhaul.store.sqlite.SqliteStore;
import io.longhaul.testkit.RedisProcess;
import io.longhaul.workflow.fillcache.TickerCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One owner of a store after the other, and a Redis with which anything may happen.
@Timeout(120)
class StoreMirrorTest {

    private static final String WHEN = "2026-11-20T10:00:00Z";
    private static final String CACHED = "ticker 1\nprovider eodhd RAW true\ncovered 2024-02-01 2024-02-29\n";

    @TempDir
    Path directory;

    private final Clocks clocks = Clocks.system();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private RedisProcess redis;
    private @Nullable SqliteStore store;
    private Mirror mirror = Mirror.NONE;

    @BeforeEach
    void start() throws Exception {
        redis = RedisProcess.start(Files.createDirectory(directory.resolve("redis")));
        owner(true);
    }

    @AfterEach
    void end() {
        leave();
        redis.close();
    }

    /// @param serving as a service; else as a command
    private void owner(boolean serving) {
        owner(serving, Optional.of(redis.url()));
    }

    private void owner(boolean serving, Optional<String> url) {
        var home = directory.resolve("home");
        var mirrors = new Mirrors(
                key -> url.filter(any -> key.equals("redis.url")).map(text -> new Config.Value(key, text, "default")),
                Map.of(), clocks, told::add);
        var owned = SqliteStore.own(home, clocks.wall());
        store = owned;
        mirror = serving ? mirrors.serving(owned, home) : mirrors.once(owned, home);
    }

    private void leave() {
        mirror.close();
        Objects.requireNonNull(store).close();
    }

    private void keep(String shelf, String text, String... keys) {
        var writes = new ArrayList<Write>();
        for (var key : keys) {
            writes.add(new Write.Kept(shelf, key, text.getBytes(UTF_8), Instant.parse(WHEN)));
        }
        Objects.requireNonNull(store).commit(writes);
    }

    private void cache(String... symbols) {
        keep(TickerCache.TICKERS, CACHED, symbols);
    }

    private boolean stands(String... symbols) {
        for (var symbol : symbols) {
            var key = "ticker-data:" + symbol;
            if (!"string".equals(redis.ask("TYPE", key)) || !"{}".equals(redis.get(key))) {
                return false;
            }
        }
        return true;
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        var never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void whatChangesIsWritten() throws Exception {
        keep(TickerCache.FAILED, WHEN + " " + WHEN + " nobody knows \"it\"", "QQZ");
        cache("AAPL", "BRK.B");
        until(() -> stands("AAPL", "BRK.B") && redis.get("failed-tickers:QQZ") != null);
        assertThat(redis.get("failed-tickers:QQZ"))
                .isEqualTo("{\"ticker\":\"QQZ\",\"error\":\"nobody knows \\\"it\\\"\",\"failed_at\":\"" + WHEN
                        + "\",\"last_attempt\":\"" + WHEN + "\",\"by\":\"longhaul\"}");

        keep(TickerCache.FAILED, "", "QQZ");
        cache("QQZ");

        until(() -> stands("QQZ") && redis.get("failed-tickers:QQZ") == null);
        assertThat(redis.ask("TTL", "ticker-data:AAPL")).isEqualTo(-1L);
    }

    @Test
    void aWipeIsNoticedAndEverythingIsWrittenAgain() throws Exception {
        cache("A1", "A2", "A3");
        until(() -> stands("A1", "A2", "A3"));

        redis.ask("FLUSHALL");
        cache("A4");

        until(() -> stands("A1", "A2", "A3", "A4"));
    }

    @Test
    void aWipeOfAnIdleServicesRedisIsNoticed() throws Exception {
        cache("A1", "A2");
        until(() -> stands("A1", "A2"));

        redis.ask("FLUSHALL");

        until(() -> stands("A1", "A2"));
    }

    @Test
    void aWipeJustBeforeItsEndIsNoticedByACommand() throws Exception {
        leave();
        owner(false);
        cache("A1", "A2");
        until(() -> stands("A1", "A2"));

        redis.ask("FLUSHALL");
        leave();

        assertThat(stands("A1", "A2")).isTrue();
    }

    @Test
    void manyChangesAreWrittenTogether() throws Exception {
        leave();
        redis.ask("CONFIG", "RESETSTAT");
        owner(false);
        for (int i = 0; i < 400; i++) {
            cache("A" + i);
        }
        leave();

        assertThat(stands("A0", "A399")).isTrue();
        var calls = redis.calls();
        assertThat(calls.get("evalsha")).as("%s", calls).isLessThan(20);
        assertThat(calls).containsEntry("set", 2L).doesNotContainKey("del"); // the marker at the start and at the end
    }

    @Test
    void aRedisThatComesBackEmptyGetsEverything() throws Exception {
        cache("A1");
        until(() -> stands("A1"));
        redis.kill();
        cache("A2");

        redis.restart();

        until(() -> stands("A1", "A2"));
    }

    @Test
    void aRedisThatComesUpLaterGetsEverything() throws Exception {
        leave();
        redis.kill();
        owner(true);
        cache("A1", "A2");

        redis.restart();

        until(() -> stands("A1", "A2"));
    }

    @Test
    void valuesOfOtherTypesAndForgedOnesAreReplacedWhenTheirTickerChanges() throws Exception {
        redis.ask("RPUSH", "ticker-data:A1", "x");
        redis.ask("SET", "ticker-data:A2", "forged");

        cache("A1", "A2");

        until(() -> stands("A1", "A2"));
    }

    @Test
    void whatTheOriginalCacheWroteAndTheStoreDoesNotKnowStays() throws Exception {
        var richer = "{\"2024\":{\"price\":187.15,\"market_cap\":2910612900000}}";
        var theirs = "{\"ticker\":\"QQZ\",\"error\":\"Ticker not found\"}";
        redis.ask("SET", "ticker-data:A1", richer);
        redis.ask("SET", "ticker-data:QQZ", richer); // which fails here
        redis.ask("SET", "failed-tickers:A1", theirs);
        redis.ask("SET", "failed-tickers:QQZ", theirs);
        leave();
        told.clear();
        owner(false);
        keep(TickerCache.FAILED, WHEN + " " + WHEN + " nobody knows it", "QQZ");
        keep(TickerCache.FAILED, "", "A1"); // a marker of ours would go
        cache("A1", "A2");
        leave();

        assertThat(stands("A2")).isTrue();
        assertThat(redis.get("ticker-data:A1")).isEqualTo(richer);
        assertThat(redis.get("ticker-data:QQZ")).isEqualTo(richer);
        assertThat(redis.get("failed-tickers:A1")).isEqualTo(theirs);
        assertThat(redis.get("failed-tickers:QQZ")).isEqualTo(theirs);
        assertThat(told).containsExactly("Redis knows more of 1 ticker than this store, and keeps it: A1."
                + " longhaul cache import takes it over.");
    }

    @Test
    void whatWasImportedIsWrittenToo() throws Exception {
        keep(TickerCache.IMPORTED, "imported 1\nfrom redis://h\nat " + WHEN + "\nyear 2024 187.15 - 15552752000\n",
                "A1");

        until(() -> "{\"2024\":{\"price\":187.15,\"shares_outstanding\":15552752000}}".equals(
                redis.get("ticker-data:A1")));
    }

    @Test
    void aMarkerOfAnotherTypeIsReplaced() throws Exception {
        cache("A1");
        until(() -> stands("A1"));
        var marker = marker();
        redis.ask("DEL", marker, "ticker-data:A1");
        redis.ask("RPUSH", marker, "x");

        cache("A2");

        until(() -> stands("A1", "A2"));
        until(() -> "string".equals(redis.ask("TYPE", marker)));
    }

    private String marker() {
        var keys = (List<?>) Objects.requireNonNull(redis.ask("KEYS", "longhaul-mirror:*"));
        return String.valueOf(keys.getFirst());
    }

    @Test
    void theNextOwnerTakesOverWithoutWritingWhatStandsThere() {
        cache("A1", "A2");
        leave();
        assertThat(stands("A1", "A2")).isTrue();
        redis.ask("DEL", "ticker-data:A1");

        owner(false);
        cache("A3");
        leave();

        assertThat(redis.get("ticker-data:A1")).isNull();
        assertThat(stands("A2", "A3")).isTrue();
    }

    @Test
    void afterAnOwnerThatDiedEverythingIsWrittenAgain() throws Exception {
        cache("A1");
        leave();
        owner(false);
        var dead = mirror;
        Objects.requireNonNull(store).close(); // its mirror never came to its end
        redis.ask("DEL", "ticker-data:A1");

        owner(false);
        cache("A2");
        leave();

        assertThat(stands("A1", "A2")).isTrue();
        dead.close();
    }

    @Test
    void afterARedisThatRefusedToTheEndEverythingIsWrittenAgain() {
        cache("A1");
        leave();
        redis.ask("CONFIG", "SET", "maxmemory", "1");
        owner(false);
        cache("A2");
        leave();
        assertThat(told).singleElement().asString().contains("OOM");
        redis.ask("CONFIG", "SET", "maxmemory", "0");

        owner(false);
        cache("A3");
        leave();

        assertThat(stands("A1", "A2", "A3")).isTrue();
    }

    @Test
    void afterAnOwnerWithoutAMirrorEverythingIsWrittenAgain() {
        cache("A1");
        leave();
        owner(false, Optional.empty());
        cache("A2");
        leave();

        owner(false);
        cache("A3");
        leave();

        assertThat(stands("A1", "A2", "A3")).isTrue();
    }

    @Test
    void anOlderCopyOfRedisDataIsRecognised() throws Exception {
        cache("A1");
        until(() -> stands("A1"));
        var older = Objects.requireNonNull(redis.get(marker()));
        cache("A2");
        leave();
        redis.ask("DEL", "ticker-data:A2");
        redis.ask("SET", marker(), older);

        owner(false);
        cache("A3");
        leave();

        assertThat(stands("A1", "A2", "A3")).isTrue();
    }

    @Test
    void aCommandThatChangesNothingConnectsToNothing() {
        cache("A1");
        leave();
        redis.ask("CONFIG", "RESETSTAT");

        owner(false);
        leave();
        owner(false);
        leave();

        assertThat(redis.calls().keySet()).isSubsetOf("config|resetstat", "info");
        redis.ask("DEL", "ticker-data:A1");
        owner(false);
        cache("A2");
        leave();
        assertThat(redis.get("ticker-data:A1")).as("the mark was handed on").isNull();
    }

    @Test
    void nobodyWaitsForARedisThatDoesNotAnswer() throws Exception {
        cache("A0");
        until(() -> stands("A0"));
        redis.ask("CLIENT", "PAUSE", "600000", "ALL");

        for (int i = 1; i <= 2_000; i++) {
            cache("A" + i);
        }

        redis.restart();
        until(() -> stands("A0", "A1", "A2000"));
    }

    @Test
    void atItsEndACommandSaysThatRedisWasAway() {
        leave();
        told.clear();
        redis.kill();
        owner(false);
        cache("A1");

        leave();

        assertThat(told).singleElement().asString()
                .contains("Redis was away (" + redis.url())
                .contains("writes everything again");
    }

    @Test
    void whatIsLeftOfEverythingAtAnEndIsWrittenByTheNextOwner() {
        cache("A1", "A2", "A3");
        leave();
        redis.ask("DEL", "ticker-data:A1", "ticker-data:A2", "ticker-data:A3");
        owner(false, Optional.empty());
        new MirrorMemory(Objects.requireNonNull(store), clocks).leave(new MirrorMemory.Mark("token", "tickers A1"));
        redis.ask("SET", marker(), "token");
        leave();

        owner(false);
        cache("A4");
        leave();

        assertThat(stands("A2", "A3", "A4")).isTrue();
        assertThat(redis.get("ticker-data:A1")).isNull();
    }

    @Test
    void everythingIsWrittenInPages() throws Exception {
        var symbols = new String[3_000];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = "A" + i;
        }
        cache(symbols);
        until(() -> stands("A0", "A1777", "A2999"));
        redis.ask("FLUSHALL");
        redis.ask("CONFIG", "RESETSTAT");

        cache("B1");

        until(() -> stands("A0", "A1777", "A2999", "B1"));
        leave();
        assertThat(redis.calls().get("mset")).isBetween(7L, 15L);
    }

    @Test
    void beyondABoundOnlyThatThereWasMoreIsRemembered() {
        var changes = new Changes(System::nanoTime);
        for (int i = 0; i < 30_000; i++) {
            changes.heard(List.of(new Write.Kept(TickerCache.TICKERS, "A" + i, new byte[0], Instant.EPOCH)));
        }

        int names = 0;
        boolean incomplete = false;
        for (boolean more = true; more;) {
            var taken = changes.take();
            names += taken.names().tickers().size();
            incomplete |= taken.incomplete();
            more = taken.more();
        }
        assertThat(names).isEqualTo(20_000);
        assertThat(incomplete).isTrue();
    }
}
