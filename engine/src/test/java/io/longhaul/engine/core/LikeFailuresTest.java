package io.longhaul.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.ErrorClass;
import org.junit.jupiter.api.Test;

class LikeFailuresTest {

    private final LikeFailures like = new LikeFailures();

    private static ItemEnd.Failed end(String source, ErrorClass errorClass, String reason) {
        return new ItemEnd.Failed(errorClass, reason, source);
    }

    private static CallFailure call(long id, String source, boolean person, String stderr) {
        return new CallFailure(id, source, ErrorClass.UNKNOWN, "exit 1", person, stderr);
    }

    private boolean fails(long call, String source) {
        return like.count(end(source, ErrorClass.UNKNOWN, "exit 1"), call(call, source, true, ""), false);
    }

    @Test
    void aCallCountsOnceHoweverManyRowsItFails() {
        for (int row = 0; row < 100; row++) {
            assertThat(fails(1, "exec.batch")).isFalse();
        }
        assertThat(fails(2, "exec.batch")).isFalse();
        assertThat(fails(3, "exec.batch")).isFalse();
        assertThat(fails(4, "exec.batch")).isFalse();

        assertThat(fails(5, "exec.batch")).isTrue();
    }

    @Test
    void anAnsweredCallOfTheSameSourceEndsTheRowOfFailures() {
        for (int call = 1; call <= 4; call++) {
            fails(call, "quotes");
        }
        like.answered("other");
        like.answered("quotes");

        for (int call = 5; call < 24; call++) {
            assertThat(fails(call, "quotes")).isFalse();
        }
        assertThat(fails(24, "quotes")).as("20 in a row after a success").isTrue();
    }

    @Test
    void theFirstLineOfStandardErrorTellsWhatIsAlike() {
        for (int call = 1; call <= 4; call++) {
            var said = call(call, "exec.item", true, "line " + call + ": no module\nKeyError " + "x".repeat(call));
            assertThat(like.count(end("exec.item", ErrorClass.UNKNOWN, "exit 1: " + call), said, false)).isFalse();
        }
        var other = call(5, "exec.item", true, "no room\n");
        assertThat(like.count(end("exec.item", ErrorClass.UNKNOWN, "exit 1: 5"), other, false)).isFalse();
    }

    @Test
    void whatTheInputCausedNeverCounts() {
        for (int call = 1; call <= 50; call++) {
            var refused = new CallFailure(call, "quotes", ErrorClass.VALIDATION, "bad", false, "");
            assertThat(like.count(end("quotes", ErrorClass.VALIDATION, "bad"), refused, false)).isFalse();
            assertThat(like.count(end("", ErrorClass.VALIDATION, "no ticker"), null, false)).isFalse();
        }
    }

    @Test
    void aRowThatFailsWithoutACallCountsAsOne() {
        for (int row = 0; row < 4; row++) {
            assertThat(like.count(end("", ErrorClass.UNKNOWN, "a defect"), null, false)).isFalse();
        }

        assertThat(like.count(end("", ErrorClass.UNKNOWN, "a defect"), null, false)).isTrue();
    }
}
