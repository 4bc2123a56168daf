package io.longhaul.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.lab.figure.Figure;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// A few cuts; `longhaul lab power` makes more.
class PowerCutTest {

    @Test
    void whatWasAcknowledgedAndWhatWasPublishedSurvivesACutOfThePower() throws IOException, InterruptedException {
        assertThat(PowerCut.asItIs(2))
                .filteredOn(Figure::held)
                .allSatisfy(figure -> assertThat(figure.met()).as("%s", figure).isTrue());
    }
}
