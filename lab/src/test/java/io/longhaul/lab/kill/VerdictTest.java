package io.longhaul.lab.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.lab.upstream.Call;
import io.longhaul.lab.upstream.Calls;
import io.longhaul.lab.upstream.Fault;
import io.longhaul.lab.upstream.LabLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the log proves against a caller, each defect made by hand.
class VerdictTest {

    private final List<Call> calls = new ArrayList<>();

    private void asked(String question, int life) {
        asked(question, life, Fault.NONE);
    }

    private void asked(String question, int life, Fault fault) {
        calls.add(Calls.call(Duration.ofMillis(calls.size()), question, Integer.toString(life), fault));
    }

    private Verdict verdict(List<Set<String>> storedAfter) {
        return Verdict.of(new LabLog(calls), storedAfter);
    }

    @Test
    void askingOnceIsRight() {
        asked("a", 1);
        asked("b", 2);

        assertThat(verdict(List.of(Set.of("a")))).isEqualTo(new Verdict(0, 0, List.of(0), 0));
    }

    @Test
    void aStoredAnswerAskedAgainIsFound() {
        asked("a", 1);
        asked("a", 3);

        assertThat(verdict(List.of(Set.of(), Set.of("a"))).storedRepeated()).isEqualTo(1);
    }

    @Test
    void whatWasUnderWayAtAKillIsItsRepeat() {
        asked("a", 1);
        asked("b", 1);
        asked("a", 2);
        asked("b", 2);
        asked("c", 2);
        asked("c", 3);

        var verdict = verdict(List.of(Set.of(), Set.of("a", "b")));

        assertThat(verdict).isEqualTo(new Verdict(0, 0, List.of(2, 1), 0));
        assertThat(verdict.mostRepeats()).isEqualTo(2);
        assertThat(verdict.meanRepeats()).isEqualTo(1.5);
    }

    @Test
    void anAnswerAskedForTwiceInALifeIsFound() {
        asked("a", 1);
        asked("a", 1);

        assertThat(verdict(List.of()).askedTwice()).isEqualTo(1);
    }

    @Test
    void whatTheUpstreamLostMayBeAskedAgain() {
        asked("a", 1, Fault.LOST);
        asked("a", 1);
        asked("b", 1, Fault.CUT);
        asked("b", 2);

        assertThat(verdict(List.of(Set.of("a")))).isEqualTo(new Verdict(0, 0, List.of(0), 2));
    }
}
