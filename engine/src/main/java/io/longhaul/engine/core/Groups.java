package io.longhaul.engine.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects the questions of one batch of items for a grouped source. A group is sent when every item of its batch
/// that has not ended is in it, or when none of the others can still join: each waits in another gathering group.
final class Groups {

    /// Rows of a batch from which on they do not wait on threads.
    private static final int LARGE = 2_000;

    private record Place(String source, long job, long batch) {}

    private final Map<Place, CallRun> gathering = new HashMap<>();
    private final Context context;

    @SuppressWarnings("NullAway.Init") // tied by Calls
    java.util.function.Consumer<CallRun> send;

    Groups(Context context) {
        this.context = context;
    }

    void join(JobRun job, ItemRun item, Wanted wanted) {
        var spec = wanted.first.spec();
        var place = new Place(spec.name(), job.id, item.batch);
        var call = gathering.get(place);
        if (call == null) {
            call = new CallRun(spec, context.gate(spec), job, true);
            call.phase = CallRun.Phase.GATHERING;
            gathering.put(place, call);
        }
        call.members.add(wanted);
        wanted.call = call;
        call.attempts = Math.max(call.attempts, wanted.attempts);
        hold(item);
    }

    /// After [#join], once all who ask the question are held.
    void joined(JobRun job, long batch) {
        check(job, batch);
    }

    /// The item waits for a gathering group, and if for nothing else it cannot join another.
    void hold(ItemRun item) {
        item.gathering++;
        if (!item.stuck && item.gathering == item.pending.size()) {
            item.stuck = true;
            item.job.batch(item.batch).moving--;
            if (item.job.batchSize >= LARGE) {
                rest(item);
            }
        }
    }

    /// A thread that waits holds 3 KB, twice what is known of its row. Of a large batch the rows are unwound, and run again
    /// once the answer is there.
    private void rest(ItemRun item) {
        if (item.phase == ItemRun.Phase.BLOCKED) {
            item.phase = ItemRun.Phase.PARKED;
            context.out.add(new Effect.Unwind(item.job.id, item.item.position(), item.run));
        }
    }

    /// An item ended or was forgotten.
    void left(ItemRun item) {
        if (!item.job.grouped) {
            return;
        }
        if (!item.stuck) {
            item.job.batch(item.batch).moving--;
        }
        check(item.job, item.batch);
    }

    /// More of the list is known.
    void loaded(JobRun job) {
        if (job.grouped) {
            for (var batch : List.copyOf(job.batches.keySet())) {
                check(job, batch);
            }
        }
    }

    private void check(JobRun job, long number) {
        var batch = job.batches.get(number);
        boolean known = job.exhausted || job.cursor >= (number + 1) * job.batchSize;
        if (batch == null || !known || batch.unstarted > 0 || batch.moving > 0) {
            return;
        }
        for (var entry : List.copyOf(gathering.entrySet())) {
            if (entry.getKey().job() == job.id && entry.getKey().batch() == number) {
                gathering.remove(entry.getKey());
                release(entry.getValue());
                // in the order of the list, whoever asked first
                entry.getValue().members.sort(java.util.Comparator.comparingLong(member -> member.first.position()));
                apart(entry.getValue()).forEach(send);
            }
        }
    }

    /// The group, and others for members that one reply could not tell apart.
    private List<CallRun> apart(CallRun group) {
        var calls = new ArrayList<CallRun>(List.of(group));
        var seen = new HashMap<String, Integer>();
        var first = new ArrayList<Wanted>(group.members.size());
        for (var member : group.members) {
            var mark = member.first.mark();
            int nth = mark.isEmpty() ? 0 : seen.merge(mark, 1, Integer::sum) - 1;
            if (nth == calls.size()) {
                calls.add(new CallRun(group.spec, group.gate, group.job, true));
            }
            if (nth == 0) {
                first.add(member);
            } else {
                var call = calls.get(nth);
                call.members.add(member);
                call.attempts = Math.max(call.attempts, member.attempts);
                member.call = call;
            }
        }
        if (calls.size() > 1) {
            group.members.clear();
            group.members.addAll(first);
        }
        return calls;
    }

    /// Its members wait for a call now, and may ask more once it answers.
    private void release(CallRun call) {
        for (var member : call.members) {
            for (var item : member.waiting()) {
                if (item.gathering == 0) {
                    continue;
                }
                item.gathering--;
                if (item.stuck) {
                    item.stuck = false;
                    item.job.batch(item.batch).moving++;
                }
            }
        }
    }

    /// Its job stops: nobody joins it any more.
    void drop(CallRun call) {
        if (gathering.values().remove(call)) {
            release(call);
        }
    }

    /// What is left of a dropped group: questions that others ask, too.
    void sendOff(CallRun call) {
        apart(call).forEach(send);
    }

}
