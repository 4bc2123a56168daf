package io.longhaul.app.session;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.UnknownFate;
import io.longhaul.engine.core.Command;
import io.longhaul.engine.event.JobEvent;
import io.longhaul.engine.store.Correction;
import io.longhaul.engine.store.DraftItem;
import io.longhaul.engine.store.ItemFilter;
import io.longhaul.engine.store.ItemState;
import io.longhaul.engine.store.JobDraft;
import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.PauseReason;
import io.longhaul.engine.store.Priority;
import io.longhaul.engine.store.RunOptions;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What travels over the control socket, as JSON. Anything that is not as it should be is an
/// [IllegalArgumentException].
final class Wire {

    static final JsonMapper MAPPER = new JsonMapper();

    private Wire() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    // Plain parts.

    static String text(JsonNode node, String name) {
        var value = node.get(name);
        if (value == null || !value.isString()) {
            throw new IllegalArgumentException("\"" + name + "\" is no text");
        }
        return value.stringValue();
    }

    static long number(JsonNode node, String name) {
        var value = node.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("\"" + name + "\" is no whole number");
        }
        return value.longValue();
    }

    private static @Nullable String textOrNull(JsonNode node, String name) {
        var value = node.get(name);
        return value == null || value.isNull() ? null : text(node, name);
    }

    static List<String> texts(JsonNode node, String name) {
        var texts = new ArrayList<String>();
        for (var each : node.path(name)) {
            texts.add(each.stringValue());
        }
        return texts;
    }

    static Map<String, String> map(JsonNode node, String name) {
        var map = new LinkedHashMap<String, String>();
        node.path(name).properties().forEach(each -> map.put(each.getKey(), each.getValue().stringValue()));
        return map;
    }

    static ObjectNode map(Map<String, String> map) {
        var node = object();
        map.forEach(node::put);
        return node;
    }

    // Run options.

    static ObjectNode options(RunOptions options) {
        var budget = options.budget();
        var fate = options.onUnknown();
        return object()
                .put("concurrency", options.concurrency())
                .put("lookAhead", options.lookAhead())
                .put("timeout", options.timeout().toNanos())
                .put("maxRetries", options.maxRetries())
                .put("priority", options.priority().name())
                .put("budget", budget == null ? null : budget.toPlainString())
                .put("onUnknown", fate == null ? null : fate.name());
    }

    static RunOptions options(JsonNode node) {
        var budget = textOrNull(node, "budget");
        var fate = textOrNull(node, "onUnknown");
        return new RunOptions(
                Math.toIntExact(number(node, "concurrency")),
                Math.toIntExact(number(node, "lookAhead")),
                Duration.ofNanos(number(node, "timeout")),
                Math.toIntExact(number(node, "maxRetries")),
                Priority.valueOf(text(node, "priority")),
                budget == null ? null : new BigDecimal(budget),
                fate == null ? null : UnknownFate.valueOf(fate));
    }

    // Jobs and rows.

    static ObjectNode draft(JobDraft draft) {
        var node = object()
                .put("name", draft.name())
                .put("workflow", draft.workflow())
                .put("version", draft.version())
                .put("input", draft.input())
                .put("output", draft.output())
                .put("batchSize", draft.batchSize())
                .put("checkpointInterval", draft.checkpointInterval())
                .put("createdAt", draft.createdAt().toString())
                .put("refresh", draft.refresh());
        node.set("settings", map(draft.settings()));
        node.set("options", options(draft.options()));
        var columns = node.putArray("columns");
        draft.columns().forEach(columns::add);
        return node;
    }

    static JobDraft draft(JsonNode node) {
        return new JobDraft(
                text(node, "name"),
                text(node, "workflow"),
                Math.toIntExact(number(node, "version")),
                map(node, "settings"),
                "",
                text(node, "input"),
                text(node, "output"),
                texts(node, "columns"),
                Math.toIntExact(number(node, "batchSize")),
                Math.toIntExact(number(node, "checkpointInterval")),
                Instant.parse(text(node, "createdAt")),
                node.path("refresh").asBoolean(false),
                options(node.path("options")));
    }

    static ObjectNode row(DraftItem item) {
        var node = object().put("row", item.rowNumber()).put("key", item.key());
        var cells = node.putArray("cells");
        item.cells().forEach(cells::add);
        var refusal = item.refusal();
        if (refusal != null) {
            var errorClass = refusal.errorClass();
            node.put("state", refusal.state().name());
            node.put("class", errorClass == null ? null : errorClass.name());
            node.put("reason", refusal.reason());
        }
        return node;
    }

    static DraftItem row(JsonNode node) {
        DraftItem.Refusal refusal = null;
        var state = textOrNull(node, "state");
        if (state != null) {
            var errorClass = textOrNull(node, "class");
            refusal = new DraftItem.Refusal(
                    ItemState.valueOf(state),
                    errorClass == null ? null : ErrorClass.valueOf(errorClass),
                    text(node, "reason"));
        }
        return new DraftItem(number(node, "row"), text(node, "key"), texts(node, "cells"), refusal);
    }

    // Commands.

    static ObjectNode command(Command command) {
        return switch (command) {
            case Command.Pause(var reason, var because) ->
                object().put("kind", "pause").put("reason", reason.name()).put("because", because);
            case Command.Cancel() -> object().put("kind", "cancel");
            case Command.Probe() -> object().put("kind", "probe");
            case Command.EndSlice() -> object().put("kind", "endSlice");
            case Command.Abandon() -> object().put("kind", "abandon");
            case Command.Publish() -> object().put("kind", "publish");
            case Command.Change(var options) -> {
                var node = object().put("kind", "change");
                node.set("options", options(options));
                yield node;
            }
            case Command.Retry(var filter) -> {
                var errorClass = filter.errorClass();
                var node = object()
                        .put("kind", "retry")
                        .put("class", errorClass == null ? null : errorClass.name())
                        .put("position", filter.position());
                var states = node.putArray("states");
                filter.states().forEach(state -> states.add(state.name()));
                yield node;
            }
            case Command.Correct(var rows) -> {
                var node = object().put("kind", "correct");
                var array = node.putArray("rows");
                rows.forEach(row -> {
                    var cells = array.addObject()
                            .put("position", row.position())
                            .put("key", row.key())
                            .putArray("cells");
                    row.cells().forEach(cells::add);
                });
                yield node;
            }
        };
    }

    static Command command(JsonNode node) {
        return switch (text(node, "kind")) {
            case "pause" -> new Command.Pause(PauseReason.valueOf(text(node, "reason")), text(node, "because"));
            case "cancel" -> new Command.Cancel();
            case "probe" -> new Command.Probe();
            case "endSlice" -> new Command.EndSlice();
            case "abandon" -> new Command.Abandon();
            case "publish" -> new Command.Publish();
            case "change" -> new Command.Change(options(node.path("options")));
            case "retry" -> {
                Set<ItemState> states =
                        texts(node, "states").stream().map(ItemState::valueOf).collect(Collectors.toSet());
                var errorClass = textOrNull(node, "class");
                var position = node.get("position");
                yield new Command.Retry(new ItemFilter(
                        states,
                        errorClass == null ? null : ErrorClass.valueOf(errorClass),
                        position == null || position.isNull() ? null : number(node, "position")));
            }
            case "correct" -> {
                var rows = new ArrayList<Correction>();
                for (var row : node.path("rows")) {
                    rows.add(new Correction(number(row, "position"), text(row, "key"), texts(row, "cells")));
                }
                yield new Command.Correct(rows);
            }
            default -> throw new IllegalArgumentException("no order \"" + text(node, "kind") + "\"");
        };
    }

    // Events.

    static ObjectNode event(JobEvent event) {
        return switch (event) {
            case JobEvent.StateChanged(var job, var state, var reason, var until, var because) -> object()
                    .put("event", "state")
                    .put("job", job)
                    .put("state", state.name())
                    .put("reason", reason == null ? null : reason.name())
                    .put("until", until == null ? null : until.toString())
                    .put("because", because);
            case JobEvent.ItemEnded(var job, var position, var key, var state, var errorClass, var reason, var rows) ->
                object()
                        .put("event", "item")
                        .put("job", job)
                        .put("position", position)
                        .put("key", key)
                        .put("state", state.name())
                        .put("class", errorClass == null ? null : errorClass.name())
                        .put("reason", reason)
                        .put("rows", rows);
            case JobEvent.BatchEnded(var job, var number) ->
                object().put("event", "batch").put("job", job).put("number", number);
            case JobEvent.ClockJumped(var job, var from, var to) ->
                object().put("event", "clock").put("job", job).put("from", from.toString()).put("to", to.toString());
        };
    }

    static JobEvent event(JsonNode node) {
        long job = number(node, "job");
        return switch (text(node, "event")) {
            case "state" -> {
                var reason = textOrNull(node, "reason");
                var until = textOrNull(node, "until");
                yield new JobEvent.StateChanged(
                        job,
                        JobState.valueOf(text(node, "state")),
                        reason == null ? null : PauseReason.valueOf(reason),
                        until == null ? null : Instant.parse(until),
                        text(node, "because"));
            }
            case "item" -> {
                var errorClass = textOrNull(node, "class");
                yield new JobEvent.ItemEnded(
                        job,
                        number(node, "position"),
                        text(node, "key"),
                        ItemState.valueOf(text(node, "state")),
                        errorClass == null ? null : ErrorClass.valueOf(errorClass),
                        text(node, "reason"),
                        Math.toIntExact(number(node, "rows")));
            }
            case "batch" -> new JobEvent.BatchEnded(job, number(node, "number"));
            case "clock" -> new JobEvent.ClockJumped(
                    job, Instant.parse(text(node, "from")), Instant.parse(text(node, "to")));
            default -> throw new IllegalArgumentException("no event \"" + text(node, "event") + "\"");
        };
    }
}
