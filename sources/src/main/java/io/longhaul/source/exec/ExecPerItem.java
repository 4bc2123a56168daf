package io.longhaul.source.exec;

import io.longhaul.engine.Answer;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import java.util.Arrays;
import java.util.List;

/// A command, run once for each item.
///
/// - **Input**: the arguments, and the row as a batch of one where [ExecForm#rowOnInput] says so.
/// - **Answer**: all it wrote. The header of a table is kept apart: a first line that names the key column, unless that
///   cell is the row's own key (`KEY` is a ticker, too); any first line of text with [OutputHeader#YES], none with
///   [OutputHeader#NO].
/// - **Cost**: as declared, a run.
/// - **Errors**: exit 65 skips the row, 75 asks for later, any other but 0 is `unknown` with the last line of
///   standard error; so is an end by signal. More output than allowed, and an `{out}` that is not there, are
///   `validation`.
public record ExecPerItem(ExecDeclared declared, ExecForm form) implements Source<ExecQuestion, ExecAnswer> {

    @Override
    public Spec spec() {
        return declared.spec("exec.item");
    }

    /// Equal commands with equal input are one question, whatever row they come from.
    @Override
    public String canonical(ExecQuestion question) {
        return form.canonical(question, form.rowOnInput());
    }

    @Override
    public Request request(ExecQuestion question, Key key) {
        var input = form.rowOnInput() ? form.bytes(List.of(question)) : new byte[0];
        return new Request.Exec(question.argv(), input, false);
    }

    @Override
    public Answer<ExecAnswer> read(ExecQuestion question, Reply reply) {
        return Said.without(reply)
                .orElseGet(() -> new Answer.Found<>(output(question, reply.body()), reply.receivedAt()));
    }

    private boolean headed(ExecQuestion question, byte[] body) {
        return body.length > 0 && switch (form.output().header()) {
            case NO -> false;
            case YES -> !BatchOutput.json(body);
            case AUTO -> BatchOutput.hasHeader(body, form.keyColumn())
                    && !BatchOutput.firstCells(body).contains(question.key())
                    && !BatchOutput.firstCells(body).contains(form.cell(question));
        };
    }

    private ExecAnswer.Output output(ExecQuestion question, byte[] body) {
        if (!headed(question, body)) {
            return new ExecAnswer.Output(ExecAnswer.Output.NONE, body);
        }
        int header = Lines.of(body, true).getFirst().length;
        return new ExecAnswer.Output(Arrays.copyOf(body, header), Arrays.copyOfRange(body, header, body.length));
    }
}
