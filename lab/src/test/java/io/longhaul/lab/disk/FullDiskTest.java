package io.longhaul.lab.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.lab.figure.Figure;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FullDiskTest {

    @Test
    void aFullDiskEndsTheServiceAndItsJobGoesOnWhenThereIsRoomAndSomebodySaysSo()
            throws IOException, InterruptedException {
        assertThat(FullService.run())
                .filteredOn(Figure::held)
                .allSatisfy(figure -> assertThat(figure.met()).as("%s", figure).isTrue());
    }

    @Test
    void aFullDiskStopsTheJobKeepsWhatWasAnsweredAndTheRestRunsWhenThereIsRoom()
            throws IOException, InterruptedException {
        assertThat(FullDisk.run())
                .filteredOn(Figure::held)
                .allSatisfy(figure -> assertThat(figure.met()).as("%s", figure).isTrue());
    }
}
