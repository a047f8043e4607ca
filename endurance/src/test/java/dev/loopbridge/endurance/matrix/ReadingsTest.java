package dev.loopbridge.endurance.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final long MIB = 1 << 20;

    private final Readings readings = new Readings();

    @Test
    void growth_outliersInEachThird_isNone() {
        for (int i = 0; i < 9; i++) {
            readings.add(i % 3 == 1 ? 90 * MIB : 10 * MIB, 20);
        }

        assertThat(readings.growth()).isNull();
    }

    @Test
    void growth_ofTheHeap_isTold() {
        for (int i = 0; i < 9; i++) {
            readings.add((10 + 5 * i) * MIB, 20);
        }

        assertThat(readings.growth()).isEqualTo("bytes of heap grew from 15728640 to 47185920");
    }

    @Test
    void growth_ofTheThreads_isTold() {
        for (int i = 0; i < 9; i++) {
            readings.add(10 * MIB, 20 + 2L * i);
        }

        assertThat(readings.growth()).isEqualTo("threads grew from 22 to 34");
    }
}
