package io.longhaul.io;

import static io.longhaul.io.Reading.keys;
import static io.longhaul.io.Reading.refused;
import static io.longhaul.io.Reading.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.io.list.InputException;
import io.longhaul.io.list.InputSpec;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final String LIST = "ticker,sector\nAAPL,tech\nMSFT,tech\n,tech\nXOM,energy\nKO,food\n";

    @Test
    void aFilterKeepsRowsWhoseCellEqualsTheValue() {
        assertThat(keys(text(LIST).filter("Sector", "tech"))).containsExactly("AAPL", "MSFT", "");
    }

    @Test
    void keysAreSelectedAsTheyAreFolded() {
        assertThat(keys(text(LIST).select("xom, aapl"))).containsExactly("AAPL", "XOM");
    }

    @Test
    void rowsAreSelectedByTheNumbersOfASpreadsheet() {
        assertThat(keys(text(LIST).select("rows:2-3,6"))).containsExactly("AAPL", "MSFT", "KO");
        assertThat(keys(text(LIST).select("row:5,AAPL"))).containsExactly("AAPL", "XOM");
    }

    @Test
    void filterAndSelectTogetherNarrow() {
        try (var list = Lists.open(text(LIST).filter("sector", "tech").select("rows:3-9"))) {
            assertThat(list.summary().rows()).isEqualTo(2);
            assertThat(list.summary().leftOut()).isEqualTo(3);
        }
    }

    @Test
    void anUnknownKeyIsNamed() {
        assertThat(refused(text(LIST).select("AAPL,NOPE")))
                .hasMessage("-: --select names NOPE, not found in column ticker. Check the spelling, or --key.");
    }

    @Test
    void aSelectionOfNothingIsRefused() {
        assertThat(refused(text(LIST).filter("sector", "Tech"))).hasMessageContaining("none of its 5 rows is selected");
        assertThat(refused(text(LIST).select("rows:20-30"))).hasMessageContaining("none of its 5 rows is selected");
    }

    @Test
    void aWrongSelectionIsRefused() {
        assertThat(refused(text(LIST).select("rows:a-b"))).hasMessageContaining("--select \"rows:a-b\"");
        assertThat(refused(text(LIST).select("rows:5-2"))).hasMessageContaining("--select \"rows:5-2\"");
        assertThat(refused(text(LIST).select(" , "))).hasMessageContaining("neither keys nor rows");
        assertThatThrownBy(() -> InputSpec.of("x").filter("sector", null)).isInstanceOf(InputException.class);
    }

    @Test
    void strictCountsOnlyForRowsThatAreMeant() {
        assertThat(keys(text(LIST).strict(true).select("AAPL"))).containsExactly("AAPL");
        assertThat(refused(text(LIST).strict(true)).row()).isEqualTo(4);
    }
}
