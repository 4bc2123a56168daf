package io.longhaul.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.engine.Row;
import io.longhaul.io.list.Folding;
import io.longhaul.source.exec.BatchFormat;
import io.longhaul.workflow.screen.Per;
import io.longhaul.workflow.screen.Screen;
import io.longhaul.workflow.screen.ScreenSettings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Lists and `screen` fold tickers each by code of their own, since workflows know nothing of files: they must agree.
class FoldingTest {

    @Test
    void aListAndScreenFoldEachCharacterAlike() {
        var screen = new Screen(new ScreenSettings(
                "cat", Per.BATCH, BatchFormat.JSONL, "ticker", true, true, List.of(), List.of(), "0"));
        var letters = IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(Character::isLetter);

        assertThat(letters).allSatisfy(letter -> {
            var cell = "a" + Character.toString(letter) + ".b";
            assertThat(screen.item(new Row(List.of("ticker"), List.of(cell))).question().key())
                    .isEqualTo(Folding.ticker(cell));
        });
    }
}
