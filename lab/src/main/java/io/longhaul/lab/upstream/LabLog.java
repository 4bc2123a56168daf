package io.longhaul.lab.upstream;

import io.longhaul.engine.Rate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an upstream's log says, read from the other side than the engine's own books.
///
/// @param calls in the order in which they arrived; those that came together may have been written the other way round
public record LabLog(List<Call> calls) {

    /// The day of an owner in the quota's zone.
    public record OwnerDay(String owner, LocalDate day) {}

    public LabLog {
        calls = calls.stream().sorted(Comparator.comparingLong(Call::nanos)).toList();
    }

    /// The whole lines of a log file; one still being written is left out.
    public static LabLog read(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.UTF_8);
        return parse(text.substring(0, text.lastIndexOf('\n') + 1));
    }

    static LabLog parse(String wholeLines) {
        return new LabLog(wholeLines.lines().map(Call::parse).toList());
    }

    /// The most calls that arrived in any trailing window, refused ones included.
    public int most(Duration window) {
        long length = window.toNanos();
        int most = 0;
        int from = 0;
        for (int to = 0; to < calls.size(); to++) {
            while (calls.get(to).nanos() - calls.get(from).nanos() >= length) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    /// Seconds from the first arrival to the last.
    public double seconds() {
        return calls.isEmpty() ? 0 : (calls.getLast().nanos() - calls.getFirst().nanos()) / 1e9;
    }

    /// How much of a rate was used: all calls but the burst of the first window, over what the time allowed.
    public double utilisation(Rate rate) {
        double perSecond = rate.calls() / (rate.window().toNanos() / 1e9);
        return (calls.size() - rate.calls()) / (perSecond * seconds());
    }

    /// How often each question was executed beyond the first time; only those that were.
    public Map<String, Integer> repeats() {
        var times = new HashMap<String, Integer>();
        calls.stream().filter(Call::executed).forEach(call -> times.merge(call.question(), 1, Integer::sum));
        times.values().removeIf(count -> count == 1);
        times.replaceAll((question, count) -> count - 1);
        return times;
    }

    public long executed() {
        return calls.stream().filter(Call::executed).count();
    }

    /// Executed calls by owner and calendar day of the zone; the buffer after midnight belongs to the day before.
    public Map<OwnerDay, Integer> executedByOwnerDay(ZoneId zone, Duration buffer) {
        var days = new HashMap<OwnerDay, Integer>();
        for (var call : calls) {
            if (call.executed()) {
                var day = call.wall().minus(buffer).atZone(zone).toLocalDate();
                days.merge(new OwnerDay(call.owner(), day), 1, Integer::sum);
            }
        }
        return days;
    }
}
