package io.longhaul.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.workflow.screen.Declared;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Amounts that would not add up in whole 1e-9 USD of 63 bits are refused where they are typed.
class TypedTest {

    @Test
    void aBudgetIsAnAmountUpToABillion() {
        assertThat(Typed.usd("--budget", "$40")).isEqualByComparingTo("40");
        assertThat(Typed.usd("--budget", "0")).isEqualByComparingTo("0");
        assertThat(Typed.usd("--budget", " 12.50 ")).isEqualByComparingTo("12.5");
        assertThat(Typed.usd("--budget", "1000000000")).isEqualByComparingTo("1e9");
        assertThat(Typed.usd("--budget", "999999999.999999999")).isEqualTo(new BigDecimal("999999999.999999999"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000001", "1000000000.01", "1e10", "-1", "0.0000000001", "1e-999999999", "1e999999999",
        "$", "", "12,50", "NaN", "٤٠"})
    void anyOtherBudgetIsRefusedWithWhatIsWanted(String typed) {
        assertThatThrownBy(() -> Typed.usd("--budget", typed))
                .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
                .hasMessage("--budget: got \"" + typed + "\"; want an amount in USD up to a billion, as 40 or 12.50");
    }

    @Test
    void aRunCostsUpToFiveHundredDollars() {
        assertThat(Declared.price("500").max()).isEqualByComparingTo("500");
        assertThat(Declared.price("0.000000001").max()).isEqualByComparingTo("1e-9");
        assertThat(Declared.price("0").free()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"500.000000001", "501", "1e6", "-0.01", "0.0000000001", "1e999999999", "1e-999999999"})
    void anyOtherPriceIsRefusedWithWhatIsWanted(String typed) {
        assertThatThrownBy(() -> Declared.price(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("price \"" + typed + "\"; want 0 to 500 USD a run with at most 9 decimals");
    }
}
