package dev.loopbridge.loop.internal.task;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is for the holder of a loop fails a test that calls it from elsewhere. */
class HolderOnlyTest {
    private final EventLoop loop = EventLoop.create();
    private final LoopFuture<Integer> future = loop.createFuture();

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void finish_ofAnIdleLoop_breachesTheRule() {
        SettableFuture<Integer> inside = (SettableFuture<Integer>) future;

        assertThatThrownBy(() -> inside.finish(1, null))
                .isInstanceOf(AssertionError.class)
                .hasMessage("<Future pending>");
    }

    @Test
    void addCallback_ofAnIdleLoop_breachesTheRule() {
        SettableFuture<Integer> inside = (SettableFuture<Integer>) future;

        assertThatThrownBy(() -> inside.addCallback((Runnable) () -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessage("<Future pending>");
    }
}
