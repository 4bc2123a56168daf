package io.longhaul.testkit.sim;

import java.util.List;

/// Defects that the simulation must find. Each is a change of one place in the production source, made on a copy.
final class Mutants {

    /// @param file below `engine/src/main/java/io/longhaul/engine`
    /// @param from text that stands exactly once in the file
    record Mutant(String name, String file, String from, String to) {}

    static final List<Mutant> ALL = List.of(
            new Mutant(
                    "sends before the reservation is durable",
                    "core/Sending.java",
                    "context.out.then(() -> send(call));",
                    "send(call);"),
            new Mutant("counts days in UTC", "Quota.java",
                    "startOf(Instant at) {\n        var day = at.minus(buffer).atZone(zone)",
                    "startOf(Instant at) {\n        var day = at.minus(buffer).atZone(java.time.ZoneOffset.UTC)"),
            new Mutant(
                    "takes every day for 24 hours",
                    "Quota.java",
                    "return opening(day.plusDays(window - Math.floorMod(day.toEpochDay(), (long) window)));",
                    "return startOf(at).plus(Duration.ofHours(24));"),
            new Mutant(
                    "resets at midnight without the buffer",
                    "Quota.java",
                    ".atStartOfDay(zone).toInstant().plus(buffer);",
                    ".atStartOfDay(zone).toInstant();"),
            new Mutant(
                    "fixed rate windows",
                    "core/RateWindow.java",
                    "if (flying.remove(call) != null) {\n            releases.add(now + SKEW + window);",
                    "if (flying.remove(call) != null) {\n            releases.add((now / window + 1) * window);"),
            new Mutant(
                    "begins a rate window at the sending",
                    "core/RateWindow.java",
                    "if (flying.remove(call) != null) {\n            releases.add(now + SKEW + window);",
                    "var sent = flying.remove(call);\n        if (sent != null) {\n            releases.add(sent + window);"),
            new Mutant(
                    "gives quota back after a time-out",
                    "core/Judging.java",
                    "call.owner().close(call.ended(context.wall), call.spec.units());\n                lost(",
                    "call.owner().giveBack(call.spec.units());\n                lost("),
            new Mutant(
                    "counts quota after the call",
                    "core/OwnerUse.java",
                    "open += units;\n        for (var window : windows) {\n            window.used += units;\n        }",
                    "open += units;"),
            new Mutant(
                    "stores a dear call as one unit",
                    "core/Sending.java",
                    "call.gate.counted ? call.spec.units() : 0",
                    "call.gate.counted ? 1 : 0"),
            new Mutant(
                    "forgets used quota at a restart",
                    "core/Context.java",
                    "if (owner.owner().name().equals(call.owner())) {",
                    "if (owner.owner().name().equals(call.source())) {"),
            new Mutant(
                    "rate windows are empty after a restart",
                    "core/Context.java",
                    "heartbeat != null && !opening.fresh()",
                    "heartbeat != null && opening.fresh()"),
            new Mutant(
                    "forgets hours-long rates at a restart",
                    "core/RateWindow.java",
                    "if (free > now) {",
                    "if (free < now) {"),
            new Mutant(
                    "takes calls open at a crash for not sent",
                    "core/Machine.java",
                    "CallState.LOST, null, \"the process died\"",
                    "CallState.NOT_SENT, null, \"the process died\""),
            new Mutant(
                    "asks again what is stored",
                    "core/Ledger.java",
                    "if (answer == null || received == null) {",
                    "if (answer == null || received == null || each.call().job() == job.id) {"),
            new Mutant(
                    "repeats calls of unknown fate against the policy",
                    "core/Ledger.java",
                    "case UNCERTAIN -> true;",
                    "case UNCERTAIN -> false;"),
            new Mutant(
                    "a new idempotency key for every attempt",
                    "core/Sending.java",
                    "timeout(call), \"lh-\" +",
                    "timeout(call), \"lh-\" + call.id +"),
            new Mutant(
                    "a budget that only counts what is settled",
                    "core/Sending.java",
                    "job.settledNanos + job.reservedNanos + cost <=",
                    "job.settledNanos + cost <="),
            new Mutant(
                    "never starts a parked item again",
                    "core/Calls.java",
                    "item.job.restart.addLast(item);",
                    "item.job.restart.contains(item);"),
            new Mutant(
                    "books a lost call at nothing",
                    "core/Judging.java",
                    "new Write.Closed(call.id, CallState.LOST, errorClass",
                    "new Write.Closed(call.id, CallState.NOT_SENT, errorClass"),
            new Mutant(
                    "blames rows whose question waits for a gate",
                    "core/ItemRun.java",
                    "phase == Phase.COMPUTING || hasCall(true);",
                    "phase == Phase.COMPUTING || phase == Phase.BLOCKED;"),
            new Mutant(
                    "blames rows that have long begun to wait",
                    "core/Progressing.java",
                    "job.careful ? RUNNING_SOON : RUNNING_EVERY",
                    "RUNNING_EVERY"),
            new Mutant(
                    "does not tell whose call goes out or comes back",
                    "core/Sending.java",
                    "item.job.runningDirty = true;\n",
                    "item.job.runningDirty |= first;\n"),
            new Mutant(
                    "blames rows of a job that was paused",
                    "core/Items.java",
                    "item.job.runningFirst |= item.named;",
                    "item.named = false;"),
            new Mutant(
                    "clears parked rows whose call is open",
                    "core/ItemRun.java",
                    "phase == Phase.COMPUTING || hasCall(true);",
                    "phase == Phase.COMPUTING || phase == Phase.BLOCKED && hasCall(true);"),
            new Mutant(
                    "leaves what a paused row also asked to nobody",
                    "core/Items.java",
                    "forEach(this::forget);\n        calls.dropWaiting(job);",
                    "forEach(this::forget);"),
            new Mutant(
                    "sends for the job that asked first",
                    "core/Sending.java",
                    "new Effect.Send(call.job.id,",
                    "new Effect.Send(call.members.getFirst().first.job(),"),
            new Mutant(
                    "repeats what another job lost against the policy",
                    "core/Ledger.java",
                    "call.state() == CallState.LOST && counts",
                    "call.state() == CallState.LOST && call.job() == job.id"));

    private Mutants() {}
}
