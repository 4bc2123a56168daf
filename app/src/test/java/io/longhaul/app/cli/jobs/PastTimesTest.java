package io.longhaul.app.cli.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.store.JobState;
import io.longhaul.engine.store.Write;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// A time that has passed is never shown as the time at which a job goes on.
class PastTimesTest {

    private final Stage stage = new Stage();

    @BeforeEach
    void aJobWhoseWaitIsOver() {
        var job = stage.job("filings", 20);
        stage.state(job, JobState.WAITING, Stage.NOW.minusSeconds(90), "gemini is failing: 503");
        stage.write(new Write.Parked(job.id(), 7, Stage.NOW.minusSeconds(90), "gemini is failing"));
    }

    @Test
    void viewsSayThatItGoesOnNow() {
        stage.run(StatusCommand::new);
        assertThat(stage.printed()).contains("filings-1: gemini is failing; goes on any moment now");

        stage.run(ExplainCommand::new, "filings-1");
        assertThat(stage.printed()).contains("Wakes    any moment now\n");

        stage.run(ExplainCommand::new, "filings-1", "K7");
        assertThat(stage.printed()).contains("waiting: gemini is failing; goes on any moment now");
    }

    @Test
    void documentsHaveNoSuchTime() {
        var mapper = JsonMapper.builder().build();

        stage.run(ExplainCommand::new, "filings-1", "--json");
        assertThat(mapper.readTree(stage.printed()).get("wakesAt").isNull()).isTrue();

        stage.run(StatusCommand::new, "filings-1", "--json");
        assertThat(mapper.readTree(stage.printed()).at("/waiting/until").isNull()).isTrue();
    }
}
