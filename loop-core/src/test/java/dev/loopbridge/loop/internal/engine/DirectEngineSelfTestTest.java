package dev.loopbridge.loop.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.internal.jvm.VirtualThreads;
import org.junit.jupiter.api.Test;

class DirectEngineSelfTestTest {
    @Test
    void passes_whereVirtualThreadsTakeAScheduler_andNowhereElse() {
        assertThat(DirectEngineSelfTest.passes()).isEqualTo(VirtualThreads.canBeScheduled());
    }

    @Test
    void passes_interrupted_answersAllTheSameAndKeepsTheFlag() {
        Thread.currentThread().interrupt();

        Boolean passed = DirectEngineSelfTest.passes();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(passed).isEqualTo(VirtualThreads.canBeScheduled());
    }
}
