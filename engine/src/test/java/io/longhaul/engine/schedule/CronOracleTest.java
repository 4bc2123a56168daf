package io.longhaul.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// 10,000 random expressions against what two other implementations say (`src/test/cron-oracle`).
///
/// Around clock changes these two contradict each other, and each itself: cron-parser makes up for skipped times where
/// clocks move by an hour, but in Lord Howe drops them, loses times of that day, and often answers with an error;
/// croner makes up for a single skipped time, but drops several of one hour. And what both say of a day depends on the
/// moment of asking: asked in the second pass of a repeated hour they repeat what the first pass did, asked just after
/// a skipped hour they drop what was put off. So there the rule in [Cron] decides, and [Case#byTheRule] spells it out
/// without any of the code for clock changes.
class CronOracleTest {
    private static final Path RECORDED = Path.of("src/test/resources/cron-oracle.tsv.gz");
    private static final Set<String> EVERY_HOUR = Set.of("*", "*/1", "0-23", "0-23/1");
    private static final int TIMES = 5;

    /// More than clocks are moved by in these zones.
    private static final Duration NEAR = Duration.ofHours(2);

    /// With whom we agree.
    private enum Agree {
        BOTH, CRON_PARSER, CRONER,
        /// Three answers.
        NEITHER,
        /// They agree with each other.
        AGAINST_BOTH
    }

    private record Case(String text, ZoneId zone, Instant start, String parser, String croner) {

        static Case of(String line) {
            var parts = line.split("\t", -1);
            var start = Instant.EPOCH.plus(Duration.ofMinutes(Long.parseLong(parts[2])));
            return new Case(parts[0], ZoneId.of(parts[1]), start, parts[3], parts[4].equals("=") ? parts[3] : parts[4]);
        }

        String ours() {
            var cron = Cron.parse(text);
            var times = new ArrayList<Instant>();
            var next = cron.next(start, zone);
            while (next.isPresent() && times.size() < TIMES) {
                times.add(next.get());
                next = cron.next(next.get(), zone);
            }
            return shortened(times);
        }

        String shortened(List<Instant> times) {
            var steps = new ArrayList<String>();
            var last = start;
            for (var time : times) {
                steps.add(String.valueOf(Duration.between(last, time).toMinutes()));
                last = time;
            }
            return String.join(" ", steps);
        }

        Agree agree(String ours) {
            if (ours.equals(parser)) {
                return ours.equals(croner) ? Agree.BOTH : Agree.CRON_PARSER;
            }
            return ours.equals(croner) ? Agree.CRONER : parser.equals(croner) ? Agree.AGAINST_BOTH : Agree.NEITHER;
        }

        /// Whether clocks change between the start and a day after the last time.
        boolean hasChange(String ours) {
            long minutes = List.of(ours.split(" ")).stream().mapToLong(Long::parseLong).sum();
            var change = zone.getRules().nextTransition(start.minus(Duration.ofDays(1)));
            return change.getInstant().isBefore(start.plus(Duration.ofMinutes(minutes)).plus(Duration.ofDays(1)));
        }

        /// What the clock shows, as if it were that of UTC, which never changes.
        private Instant clock(Instant instant) {
            return instant.atZone(zone).toLocalDateTime().toInstant(ZoneOffset.UTC);
        }

        private String hours() {
            return text.startsWith("@") ? "" : List.of(text.split(" ", -1)).get(1);
        }

        /// Each local time that fits, put into the zone: for an expression of every hour once for each time the clock
        /// shows it; else once, the first time it is shown, or moved out of the gap.
        String byTheRule() {
            var rules = zone.getRules();
            var everyHour = text.equals("@hourly") || EVERY_HOUR.contains(hours());
            var cron = Cron.parse(text);
            var times = new TreeSet<Instant>();
            var local = cron.next(clock(start).minus(NEAR), ZoneOffset.UTC);
            var end = Instant.MAX;
            while (local.isPresent() && local.get().isBefore(end)) {
                var clock = LocalDateTime.ofInstant(local.get(), ZoneOffset.UTC);
                if (everyHour) {
                    rules.getValidOffsets(clock).forEach(offset -> times.add(clock.toInstant(offset)));
                } else {
                    times.add(ZonedDateTime.ofLocal(clock, zone, null).toInstant());
                }
                times.headSet(start, true).clear();
                if (times.size() >= TIMES && end.equals(Instant.MAX)) {
                    end = clock(times.last()).plus(NEAR);
                }
                local = cron.next(local.get(), ZoneOffset.UTC);
            }
            return shortened(times.stream().limit(TIMES).toList());
        }
    }

    private static List<Case> cases() throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(RECORDED)), StandardCharsets.UTF_8))) {
            return lines.readAllLines().stream().map(Case::of).toList();
        }
    }

    @Test
    void tenThousandExpressionsHaveTheTimesThatTwoOtherImplementationsSay() throws IOException {
        Map<Agree, Integer> counts = new EnumMap<>(Agree.class);
        for (var each : cases()) {
            var ours = each.ours();
            var agree = each.agree(ours);
            counts.merge(agree, 1, Integer::sum);

            assertThat(agree == Agree.BOTH || each.hasChange(ours)).as("%s: only clock changes excuse", each).isTrue();
        }

        assertThat(counts).isEqualTo(
                Map.of(Agree.BOTH, 9_796, Agree.CRON_PARSER, 97, Agree.CRONER, 83, Agree.NEITHER, 8,
                        Agree.AGAINST_BOTH, 16));
    }

    @Test
    void allHaveTheTimesOfTheRule() throws IOException {
        for (var each : cases()) {
            assertThat(each.ours()).as("%s", each).isEqualTo(each.byTheRule());
        }
    }

    @Test
    void theCasesAreInFourZones() throws IOException {
        assertThat(cases()).hasSize(10_000).extracting(Case::zone).containsOnly(ZoneId.of("America/New_York"),
                ZoneId.of("Europe/Berlin"), ZoneId.of("Australia/Lord_Howe"), ZoneId.of("America/Los_Angeles"));
    }
}
