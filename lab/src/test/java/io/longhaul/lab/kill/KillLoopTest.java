package io.longhaul.lab.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.lab.figure.Figure;
import io.longhaul.lab.source.Metering;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A few real kills of a real process.
class KillLoopTest {

    private static final int KILLS = 3;

    private static KillLoop.Findings run(KillPlan plan) throws IOException, InterruptedException {
        return new KillLoop(plan, directory -> new WorkflowTarget(plan, directory), line -> {}).run();
    }

    @ParameterizedTest
    @EnumSource
    void nothingStoredIsAskedAgainAndNothingIsLost(Metering metering) throws IOException, InterruptedException {
        var plan = KillPlan.of(KILLS, metering).withItems(400);

        var findings = run(plan);

        assertThat(KillCommand.figures(plan, findings))
                .filteredOn(Figure::held)
                .allSatisfy(figure -> assertThat(figure.met()).as("%s", figure).isTrue());
        assertThat(findings.kills()).isEqualTo(KILLS);
        assertThat(findings.outcomes().ended()).isEqualTo(400);
        assertThat(findings.outcomes().done() + findings.outcomes().struck()).isEqualTo(400);
    }

    @Test
    void theRealScreenCommandLosesAndRepeatsNothingAndLeavesNobodyBehind() throws IOException, InterruptedException {
        var plan = KillPlan.screen(KILLS);

        var findings = new KillLoop(plan, directory -> new ScreenTarget(plan, directory), line -> {}).run();

        assertThat(KillCommand.figures(plan, findings))
                .filteredOn(Figure::held)
                .allSatisfy(figure -> assertThat(figure.met()).as("%s", figure).isTrue());
        assertThat(findings.outcomes().done() + findings.outcomes().struck()).isEqualTo(plan.items());
    }

    /// As a service nobody asks for anything after the kill; as a command, `resume` and the same line again.
    @Timeout(120)
    @ParameterizedTest
    @CsvSource({"true, 1", "false, 2"})
    void aKilledFillCacheGoesOnAndAsksForNothingThatItHas(boolean served, int kills)
            throws IOException, InterruptedException {
        var plan = KillPlan.fillCache(kills).withItems(120);

        var findings = new KillLoop(plan, directory -> new FillCacheTarget(plan, served, directory), line -> {}).run();

        assertThat(findings.unsound()).isEmpty();
        assertThat(KillCommand.figures(plan, findings))
                .filteredOn(Figure::held)
                .allSatisfy(figure -> assertThat(figure.met()).as("%s", figure).isTrue());
        assertThat(findings.outcomes().done()).isEqualTo(120);
        assertThat(findings.calls()).isBetween(120L, 120L + (long) kills * plan.concurrency());
    }

    @Test
    void aFaultyUpstreamIsRepeatedToButNeverForAStoredAnswer() throws IOException, InterruptedException {
        var plan = KillPlan.of(KILLS, Metering.PRICED)
                .withItems(300)
                .withScript("latency 2ms-10ms\nat 20 lost\nat 21 cut\nat 90 lost\nat 91 cut\nat 160 lost\nat 200 cut");

        var findings = run(plan);

        assertThat(findings.verdict().repeatsByFault()).isPositive();
        assertThat(findings.verdict().storedRepeated()).isZero();
        assertThat(findings.verdict().askedTwice()).isZero();
        assertThat(findings.outcomes().ended()).isEqualTo(300);
        assertThat(findings.outcomes().wrong()).isZero();
    }

    @Test
    void aJobThatEndsBeforeItsKillsIsNotPassedOff() throws IOException, InterruptedException {
        var plan = KillPlan.of(KILLS, Metering.UNMETERED).withItems(5);

        var findings = run(plan);

        assertThat(findings.kills()).isLessThan(KILLS);
        assertThat(KillCommand.figures(plan, findings).getFirst().met()).isFalse();
    }

    @Test
    void whatIsNotUnderstoodExitsTwo() throws IOException, InterruptedException {
        var err = new ByteArrayOutputStream();
        var command = new KillCommand(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(command.run(List.of("--kills"))).isEqualTo(2);
        assertThat(command.run(List.of("--kills", "0"))).isEqualTo(2);
        assertThat(command.run(List.of("--gently"))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--kills wants a number", "got --gently", "usage:");
    }
}
