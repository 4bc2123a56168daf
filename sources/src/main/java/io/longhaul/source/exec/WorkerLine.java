package io.longhaul.source.exec;

import io.longhaul.engine.Answer;
import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonToken;

/// The line with which a worker answers.
final class WorkerLine {

    private static final Set<String> KINDS = Set.of("result", "skip", "later", "error");

    private WorkerLine() {}

    /// Whether an answer bears the id of its question; if not, question and answer have parted for good.
    static boolean answers(byte[] question, byte[] answer) {
        var id = id(question);
        return id.isEmpty() || id.equals(id(answer));
    }

    private static Optional<String> id(byte[] line) {
        try {
            return Json.scalar(Json.members(line), "id");
        } catch (Json.Malformed garbage) {
            return Optional.empty();
        }
    }

    static Answer<ExecAnswer> read(String key, Reply reply) {
        try {
            var members = Json.members(reply.body());
            if (!members.containsKey("id")) {
                return failed(
                        ErrorClass.VALIDATION,
                        "the worker's answer has no \"id\"; want {\"id\": \"" + Said.plain(key)
                                + "\", \"result\": …}, got " + Json.shown(reply.body()));
            }
            var id = Json.scalar(members, "id").orElse("");
            if (!id.equals(key)) {
                return failed(
                        ErrorClass.UNKNOWN,
                        "the worker answered \"" + Said.plain(id) + "\" when asked about \"" + Said.plain(key) + "\"");
            }
            var given = members.keySet().stream().filter(KINDS::contains).toList();
            if (given.size() != 1) {
                return failed(ErrorClass.VALIDATION, "the worker's answer has " + (given.isEmpty() ? "none" : given)
                        + "; want one of result, skip, later, error: " + Json.shown(reply.body()));
            }
            var kind = given.getFirst();
            var value = members.getOrDefault(kind, new Json.Value(JsonToken.VALUE_NULL, "", new byte[0]));
            return meaning(kind, value, reply);
        } catch (Json.Malformed garbage) {
            return failed(ErrorClass.UNKNOWN, "the worker's answer is " + garbage.getMessage());
        }
    }

    private static Answer<ExecAnswer> meaning(String kind, Json.Value value, Reply reply) throws Json.Malformed {
        return switch (kind) {
            case "result" -> new Answer.Found<>(
                    new ExecAnswer.Output(ExecAnswer.Output.NONE, result(value)), reply.receivedAt());
            case "skip" -> new Answer.Found<>(
                    new ExecAnswer.Skip(reason(value, "skipped by the command")), reply.receivedAt());
            case "later" -> new Answer.Throttled<>(
                    null, Answer.Scope.QUESTION, reason(value, "the command asks for later"));
            default -> failed(ErrorClass.UNKNOWN, reason(value, "the worker reports an error"));
        };
    }

    private static byte[] result(Json.Value value) throws Json.Malformed {
        return switch (value.token()) {
            case VALUE_NULL -> new byte[0];
            case START_OBJECT -> line(value.raw());
            case START_ARRAY -> {
                var lines = new ArrayList<byte[]>();
                for (var element : Json.elements(value.raw())) {
                    lines.add(line(element.raw()));
                }
                yield Lines.joined(lines);
            }
            default -> value.text().getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] line(byte[] raw) {
        return Lines.joined(List.of(raw, new byte[] {'\n'}));
    }

    private static String reason(Json.Value value, String otherwise) {
        return value.token() != JsonToken.VALUE_STRING || value.text().isBlank()
                ? otherwise
                : Said.plain(value.text()).strip();
    }

    private static Answer<ExecAnswer> failed(ErrorClass errorClass, String reason) {
        return new Answer.Failed<>(errorClass, reason);
    }
}
