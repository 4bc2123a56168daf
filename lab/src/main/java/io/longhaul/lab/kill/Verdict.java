package io.longhaul.lab.kill;

import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.LabLog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the upstream's log says against a caller that was killed.
///
/// @param storedRepeated calls for a question whose answer was in the store when the caller's life began: never right
/// @param askedTwice calls for a question that the same life had got a whole answer to: never right
/// @param repeatsByKill executed again after a kill although the upstream had answered; one entry a kill
/// @param repeatsByFault executed again because the upstream lost or cut its answer
record Verdict(long storedRepeated, long askedTwice, List<Integer> repeatsByKill, long repeatsByFault) {

    Verdict {
        repeatsByKill = List.copyOf(repeatsByKill);
    }

    int mostRepeats() {
        return repeatsByKill.stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    double meanRepeats() {
        return repeatsByKill.stream().mapToInt(Integer::intValue).average().orElse(0);
    }

    /// @param storedAfter the questions answered in the store when the n-th life (from 0) was dead
    static Verdict of(LabLog log, List<Set<String>> storedAfter) {
        long storedRepeated = 0;
        long askedTwice = 0;
        long byFault = 0;
        var byKill = new int[storedAfter.size()];
        Map<String, Call> executed = new HashMap<>();
        var answered = new HashSet<String>();
        for (var call : log.calls()) {
            int life = Integer.parseInt(call.life());
            if (life > 1 && storedAfter.get(life - 2).contains(call.question())) {
                storedRepeated++;
            }
            if (call.answered() && !answered.add(call.life() + " " + call.question())) {
                askedTwice++;
            }
            if (!call.executed()) {
                continue;
            }
            var before = executed.put(call.question(), call);
            if (before == null) {
                continue;
            }
            if (!before.answered()) {
                byFault++;
            } else if (!before.life().equals(call.life())) {
                byKill[Integer.parseInt(before.life()) - 1]++;
            }
        }
        return new Verdict(
                storedRepeated, askedTwice, java.util.Arrays.stream(byKill).boxed().toList(), byFault);
    }
}
