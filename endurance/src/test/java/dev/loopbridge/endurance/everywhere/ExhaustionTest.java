package dev.loopbridge.endurance.everywhere;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every entry runs out of stack, or of memory, somewhere within: it is accepted or refused, and nothing in between.
 *
 * <p>At a sample of the depths and rooms, or at each: {@code -Dloopbridge.everywhere=all}.
 */
class ExhaustionTest {
    private static final boolean ALL = "all".equals(System.getProperty("loopbridge.everywhere"));
    private static final long PATIENCE_SECONDS = ALL ? 280 : 50;

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-Xmixed"})
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void entry_atEachDepthWhereTheStackOverflowsWithin_breaksNoPromise(String compilation) {
        List<String> printed =
                FreshJvm.run(StackSearch.class, List.of(compilation), ALL ? "1" : "25", PATIENCE_SECONDS);

        assertThat(summary(printed)).endsWith("broken: 0").doesNotContain("overflowed: 0");
    }

    /** A run goes deeper than any other entry, and so breaks at depths that a sample may pass over. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void run_atEveryDepthWhereTheStackOverflowsWithin_breaksNoPromise() {
        List<String> printed =
                FreshJvm.run(StackSearch.class, List.of("-Xint"), "1 runUntilComplete, idle", PATIENCE_SECONDS);

        assertThat(summary(printed)).endsWith("broken: 0").doesNotContain("overflowed: 0");
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void entry_atEachRoomWhereMemoryEndsWithin_breaksNoPromise() {
        List<String> printed = FreshJvm.run(
                MemorySearch.class,
                List.of("-Xmx20m", "-XX:+UseSerialGC", "-XX:-UseTLAB", "-XX:-UseGCOverheadLimit"),
                ALL ? "16" : "800",
                PATIENCE_SECONDS);

        assertThat(summary(printed)).endsWith("broken: 0").doesNotContain("without memory: 0");
    }

    /** The last line; what was broken, before it. */
    private static String summary(List<String> printed) {
        printed.forEach(System.out::println);
        return printed.isEmpty() ? "nothing was printed" : printed.get(printed.size() - 1);
    }
}
