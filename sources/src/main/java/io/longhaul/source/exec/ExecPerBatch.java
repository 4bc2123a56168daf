package io.longhaul.source.exec;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.GroupedSource;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Spec;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// A command, run once for a batch of items.
///
/// - **Input**: the rows in [ExecForm#format], on standard input or in `{in}`.
/// - **Answer**: the lines with the item's key, in their order, byte for byte; none means screened out. The column of
///   the key is that of [KeyNames]. The key may be spelled as the item's or as the row's cell, blanks around it or not.
///   Output names keys, not rows, so rows that share a key and differ go into runs of their own. Where the output stays
///   [OutputForm#whole], it is read from the call and no item's answer holds any of it.
/// - **Cost**: as declared, a run.
/// - **Errors**: as [ExecPerItem], for every item of the batch. Output that is no table, or names a key that was not
///   in the batch, is refused whole as `validation`.
public final class ExecPerBatch implements GroupedSource<ExecQuestion, ExecAnswer> {

    private final ExecDeclared declared;
    private final ExecForm form;

    // The members of a batch read the same reply one after another: it is parsed once, also while other batches are read.
    // Only speed depends on it.
    private final Map<byte[], BatchOutput> underWay = Collections.synchronizedMap(new WeakHashMap<>());
    private volatile @Nullable Parsed latest;

    private record Parsed(byte[] body, BatchOutput output) {}

    public ExecPerBatch(ExecDeclared declared, ExecForm form) {
        this.declared = declared;
        this.form = form;
    }

    @Override
    public Spec spec() {
        return declared.spec("exec.batch");
    }

    @Override
    public String canonical(ExecQuestion question) {
        return form.canonical(question, true);
    }

    @Override
    public String mark(ExecQuestion question) {
        return form.output().whole() ? "" : plain(question.key());
    }

    @Override
    public Request request(List<ExecQuestion> questions, Key key) {
        return new Request.Exec(questions.getFirst().argv(), form.bytes(questions), false);
    }

    @Override
    public Optional<Answer.Failed<ExecAnswer>> refuse(List<ExecQuestion> questions, Reply reply) {
        if (form.output().whole() || Said.without(reply).isPresent()) {
            return Optional.empty(); // read says the same to each
        }
        try {
            var asked = new HashSet<String>();
            questions.forEach(question -> asked.addAll(names(question)));
            var output = output(reply);
            return output.lines().keySet().stream()
                    .filter(key -> !asked.contains(key))
                    .findFirst()
                    .map(key -> new Answer.Failed<>(ErrorClass.VALIDATION, unknown(key, output, questions)));
        } catch (Json.Malformed garbage) {
            return Optional.of(new Answer.Failed<>(ErrorClass.VALIDATION, String.valueOf(garbage.getMessage())));
        }
    }

    private String unknown(String key, BatchOutput output, List<ExecQuestion> questions) {
        var where = output.columns().isEmpty()
                ? "in the output"
                : "in column \"" + Said.plain(output.key()) + "\" of the output (there are "
                        + KeyNames.shown(output.columns()) + ")";
        var told = output.columns().size() < 2 || !form.output().key().isEmpty()
                ? ""
                : ", or say the right column with --output-key NAME";
        return "unknown key \"" + Said.plain(key) + "\" " + where + "; want only keys of the batch's "
                + questions.size() + " rows, as " + Said.plain(questions.getFirst().key()) + told;
    }

    @Override
    public Answer<ExecAnswer> read(ExecQuestion question, Reply reply) {
        var end = Said.without(reply);
        if (end.isPresent()) {
            return end.get();
        }
        if (form.output().whole()) {
            return new Answer.Found<>(
                    new ExecAnswer.Output(ExecAnswer.Output.NONE, ExecAnswer.Output.NONE), reply.receivedAt());
        }
        try {
            return new Answer.Found<>(output(reply).of(names(question)), reply.receivedAt());
        } catch (Json.Malformed garbage) {
            return new Answer.Failed<>(ErrorClass.VALIDATION, String.valueOf(garbage.getMessage()));
        }
    }

    private Set<String> names(ExecQuestion question) {
        var cell = form.cell(question);
        return new LinkedHashSet<>(List.of(question.key(), cell, plain(cell)));
    }

    private static String plain(String cell) {
        return cell.replace("\uFEFF", "").strip();
    }

    private BatchOutput output(Reply reply) throws Json.Malformed {
        var same = underWay.get(reply.body());
        if (same != null) {
            return same;
        }
        var known = latest;
        var output = known != null && Arrays.equals(known.body(), reply.body())
                ? known.output()
                : BatchOutput.parse(reply.body(), form);
        latest = new Parsed(reply.body(), output);
        underWay.put(reply.body(), output);
        return output;
    }
}
