package io.longhaul.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// Room for large bodies.
class BulkTest {

    private static final int LARGEST = 1 << 20;

    @Test
    void whoFindsNoRoomIsToldWhenToComeBack() {
        var bulk = new Bulk(LARGEST, LARGEST);

        Problem refused;
        try (var _ = bulk.toRead(LARGEST)) {
            Thread.currentThread().interrupt(); // nobody leaves, so that it would wait for all of its time
            refused = catchThrowableOfType(Problem.class, () -> bulk.toRead(LARGEST));
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).isEqualTo(Map.of("Retry-After", "1"));
        try (var room = bulk.toRead(LARGEST)) {
            assertThat(room).isNotNull();
        }
    }

    @Test
    void smallBodiesNeedNoRoom() {
        var bulk = new Bulk(LARGEST, LARGEST);

        try (var all = bulk.toRead(LARGEST); var small = bulk.toRead(1024)) {
            assertThat(all).isNotNull();
            assertThat(small).isNotNull();
        }
    }
}
