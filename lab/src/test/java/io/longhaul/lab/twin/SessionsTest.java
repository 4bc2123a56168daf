package io.longhaul.lab.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static long sessions(int year) {
        return LocalDate.of(year, 1, 1)
                .datesUntil(LocalDate.of(year + 1, 1, 1))
                .filter(Sessions::isSession)
                .count();
    }

    @Test
    void yearsHaveAsManySessionsAsTheExchangesHad() {
        assertThat(
                List.of(sessions(2012), sessions(2018), sessions(2020), sessions(2021), sessions(2022), sessions(2024)))
                .containsExactly(250L, 251L, 253L, 252L, 251L, 252L);
    }
}
