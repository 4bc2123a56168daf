package io.longhaul.source.exec;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Key;
import io.longhaul.engine.Reply;
import io.longhaul.engine.Request;
import io.longhaul.engine.Source;
import io.longhaul.engine.Spec;
import java.nio.charset.StandardCharsets;

/// A command that stays and answers row after row.
///
/// - **Input**: one line `{"id":KEY,"row":{column: cell, …}}`.
/// - **Answer**: one line `{"id":KEY,…}` with one of `result` (a string: bytes as they are; an object: one JSON line;
///   an array of objects: so many; null: screened out), `skip` (reason), `later` (reason), `error` (reason).
/// - **Cost**: as declared, a line.
/// - **Errors**: `error`, an end without an answer, another item's id and what is no JSON are `unknown` and end the
///   worker, but for `error`; an answer without, or with more than one of, the four is `validation`.
public record ExecPerWorker(ExecDeclared declared, ExecForm form) implements Source<ExecQuestion, ExecAnswer> {

    @Override
    public Spec spec() {
        return declared.spec("exec.worker");
    }

    @Override
    public String canonical(ExecQuestion question) {
        return new ExecForm(BatchFormat.JSONL, form.keyColumn(), true).canonical(question, true);
    }

    @Override
    public Request request(ExecQuestion question, Key key) {
        var line = "{\"id\":" + Json.string(question.key()) + ",\"row\":" + Json.object(question.row()) + "}";
        return new Request.Exec(question.argv(), line.getBytes(StandardCharsets.UTF_8), true);
    }

    @Override
    public Answer<ExecAnswer> read(ExecQuestion question, Reply reply) {
        if (reply.header("eof").isPresent()) {
            var end = reply.header("signal").map(signal -> "signal " + signal).orElse("exit " + reply.status());
            return unknown("the worker ended without an answer, " + end + Said.after(reply));
        }
        if (reply.header("deaf").isPresent()) {
            return unknown("the worker closed its input without an answer" + Said.after(reply));
        }
        if (reply.header("unasked").isPresent()) {
            return unknown("the worker wrote more than the one line that answers");
        }
        var flooded = reply.header("flooded");
        if (flooded.isPresent()) {
            return new Answer.Failed<>(
                    ErrorClass.VALIDATION, "the worker wrote a line of more than " + Said.tooMuch(flooded.get()));
        }
        return WorkerLine.read(question.key(), reply);
    }

    private static Answer<ExecAnswer> unknown(String reason) {
        return new Answer.Failed<>(ErrorClass.UNKNOWN, reason);
    }
}
