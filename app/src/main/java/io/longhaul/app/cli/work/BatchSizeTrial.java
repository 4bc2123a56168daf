package io.longhaul.app.cli.work;

import io.longhaul.app.CommandException;
import io.longhaul.app.Wiring;
import io.longhaul.app.config.Withheld;
import io.longhaul.engine.Answer;
import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Key;
import io.longhaul.engine.Row;
import io.longhaul.engine.Transport;
import io.longhaul.io.list.InputList;
import io.longhaul.source.exec.ExecAnswer;
import io.longhaul.source.exec.ExecPlace;
import io.longhaul.source.exec.ExecQuestion;
import io.longhaul.source.exec.ExecTransport;
import io.longhaul.workflow.screen.Declared;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// `--batch-size auto`: runs the command once over the first 10 rows, the next 20, and so on to 50, and takes the size
/// with the most rows a second. These runs are not kept: the job asks for its rows itself. A run that failed says
/// nothing about its size; if all did, the usual size is taken.
final class BatchSizeTrial {

    static final List<Integer> SIZES = List.of(10, 20, 30, 40, 50);

    private final Wiring wiring;
    private final Duration timeout;

    /// @param timeout of a row
    BatchSizeTrial(Wiring wiring, ScreenSettings settings, Duration timeout) {
        this.wiring = wiring;
        this.timeout = timeout;
        if (!Declared.price(settings.price()).free() || !settings.quotas().isEmpty()) {
            throw CommandException.usage(
                    "--batch-size auto measures with runs of their own, but a run has a price or a quota; give a size");
        }
    }

    /// @param batch a source that takes many rows
    int best(InputList rows, GroupedSource<ExecQuestion, ExecAnswer> batch, Screen screen) throws IOException {
        var directory = Files.createTempDirectory("longhaul-trial-");
        var environment = Withheld.without(Withheld.named(wiring.config()), wiring.environment());
        var place = new ExecPlace(wiring.workingDirectory(), environment, directory);
        var transport = new ExecTransport(place, wiring.clocks().wall());
        int best = ScreenDraft.USUAL_BATCH;
        double most = 0;
        int runs = 0;
        try (var items = rows.items()) {
            for (int size : SIZES) {
                var questions = new ArrayList<ExecQuestion>();
                while (questions.size() < size && items.hasNext()) {
                    var item = items.next();
                    if (item.refusal() == null) {
                        questions.add(screen.item(new Row(rows.columns(), item.cells())).question());
                    }
                }
                if (questions.size() < size) {
                    break; // what is left of the list is too short to compare
                }
                runs++;
                double rate = rate(transport, batch, questions);
                if (rate > most) {
                    most = rate;
                    best = size;
                }
            }
        } finally {
            transport.close();
            remove(directory);
        }
        wiring.err().println(said(best, most, runs));
        return best;
    }

    private static String said(int best, double most, int runs) {
        if (most > 0) {
            return String.format(Locale.ROOT, "      batches of %d are quickest: %.1f rows/s", best, most);
        }
        return "      batches of " + best + ", the usual size: "
                + (runs == 0
                        ? "the list is too short to measure others"
                        : runs == 1 ? "the trial run failed" : "all " + runs + " trial runs failed");
    }

    /// Rows a second; 0 if the run failed.
    private double rate(Transport transport, GroupedSource<ExecQuestion, ExecAnswer> batch,
            List<ExecQuestion> questions) {
        var nanos = wiring.clocks().nanos();
        long begun = nanos.getAsLong();
        var attempt = new Transport.Attempt(0, timeout.multipliedBy(questions.size()), "");
        var delivery = transport.send(batch.request(questions, Key.NONE), attempt);
        long took = nanos.getAsLong() - begun;
        boolean sound = delivery instanceof Transport.Delivery.Answered(var reply)
                && reply.status() == 0
                && batch.refuse(questions, reply).isEmpty()
                && batch.read(questions.getFirst(), reply) instanceof Answer.Found;
        return sound ? questions.size() * 1e9 / Math.max(1, took) : 0;
    }

    private static void remove(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
