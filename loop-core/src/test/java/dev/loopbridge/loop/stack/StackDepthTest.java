package dev.loopbridge.loop.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.FreshJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that fails for want of stack leaves the loop as it was, or has done what it is for: at every depth. */
class StackDepthTest {
    @Test
    @Timeout(60)
    void calls_overflowingTheStackInterpreted_areOutlived() {
        assertThat(FreshJvm.run(OverflowingCalls.class, "-Xint", "-Dpads=1"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(": outlived"));
    }

    @Test
    @Timeout(60)
    void calls_overflowingTheStackCompiled_areOutlived() {
        assertThat(FreshJvm.run(OverflowingCalls.class, "-Dpads=2"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(": outlived"));
    }
}
