package io.longhaul.source.exec;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import java.util.Optional;

/// What the end of a command means, whatever it was run for.
final class Said {

    private static final int MOST = 300;

    private Said() {}

    /// The answer that a reply gives without its output being looked at; empty for exit 0 with complete output.
    static Optional<Answer<ExecAnswer>> without(Reply reply) {
        var flooded = reply.header("flooded");
        if (flooded.isPresent()) {
            return failed(ErrorClass.VALIDATION, "wrote more than " + tooMuch(flooded.get()));
        }
        var signal = reply.header("signal");
        if (signal.isPresent()) {
            return failed(ErrorClass.UNKNOWN, "ended by signal " + signal.get() + after(reply));
        }
        return switch (reply.status()) {
            case 0 -> reply.header("no-output").isPresent()
                    ? failed(ErrorClass.VALIDATION, "exit 0, but the file {out} was not written" + after(reply))
                    : Optional.empty();
            case 65 -> Optional.of(new Answer.Found<>(
                    new ExecAnswer.Skip(reason(reply, "skipped by the command")), reply.receivedAt()));
            case 75 -> Optional.of(
                    new Answer.Throttled<>(null, Answer.Scope.QUESTION, reason(reply, "the command asks for later")));
            default -> failed(ErrorClass.UNKNOWN, "exit " + reply.status() + after(reply));
        };
    }

    static <A> Optional<Answer<A>> failed(ErrorClass errorClass, String reason) {
        return Optional.of(new Answer.Failed<>(errorClass, reason));
    }

    private static String reason(Reply reply, String otherwise) {
        var line = lastLine(reply);
        return line.isEmpty() ? otherwise : line;
    }

    /// `: ` and the last line of standard error, or nothing.
    static String after(Reply reply) {
        var line = lastLine(reply);
        return line.isEmpty() ? "" : ": " + line;
    }

    private static String lastLine(Reply reply) {
        return lastLine(reply.header("stderr").orElse(""));
    }

    /// The last line that says anything, at most 300 characters of it; or nothing.
    static String lastLine(String errors) {
        var last = errors.lines()
                .map(line -> plain(line).strip())
                .filter(line -> !line.isEmpty())
                .reduce("", (earlier, later) -> later);
        return last.length() <= MOST ? last : "…" + last.substring(last.length() - MOST);
    }

    /// Without the colours and cursor movements of terminals, and other control characters.
    static String plain(String text) {
        return text.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "").replaceAll("\\p{Cntrl}", " ");
    }

    /// Of the header `flooded`: how much was allowed, and if memory was the reason, how to allow more.
    static String tooMuch(String bytes) {
        long count = Long.parseLong(bytes.substring(0, bytes.indexOf(' ')));
        var allowed = count % (1 << 20) == 0 ? (count >> 20) + " MB" : bytes;
        return count >= ExecPlace.MOST_OUTPUT
                ? allowed
                : allowed + "; want less, or give Java more memory (-Xmx): a sixteenth of it is allowed, up to "
                        + (ExecPlace.MOST_OUTPUT >> 20) + " MB";
    }
}
