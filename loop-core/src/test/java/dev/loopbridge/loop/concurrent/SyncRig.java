package dev.loopbridge.loop.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.util.ArrayList;
import java.util.List;

/** A loop called "api", what its coroutines did, and what was reported. */
final class SyncRig {
    static final String OUTSIDE_A_COROUTINE = "await() is for coroutines, called from thread \""
            + Thread.currentThread().getName()
            + "\" outside of one; use runUntilComplete(), or get() on a plain thread";

    final List<String> trace = new ArrayList<>();
    final EventLoop loop = VirtualEventLoop.create(EventLoop.builder()
                    .name("api")
                    .exceptionHandler((of, context) -> trace.add("reported " + context.exception())))
            .loop();

    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    void t(String text) {
        trace.add(text);
    }

    /** A task that traces its name when {@code body} is over, and how it ended if not well. */
    Task<String> spawn(String name, Body body) {
        return loop.createTask(() -> {
            try {
                body.run();
                t(name);
            } catch (CancelledError cancelled) {
                t(name + " cancelled" + (cancelled.getMessage() == null ? "" : ": " + cancelled.getMessage()));
                throw cancelled;
            } catch (CoroutineExit exit) {
                t(name + " unwound");
                throw exit;
            } catch (RuntimeException failed) {
                t(name + ": " + failed.getMessage());
            }
            return name;
        });
    }

    void iterate(int times) {
        for (int i = 0; i < times; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    /** Runs {@code body} to its end, in a coroutine. */
    void run(Body body) {
        loop.runUntilComplete(() -> {
            body.run();
            return null;
        });
    }

    /** Whether {@code body} lets no other callback run. */
    void assertDoesNotSuspend(Body body) {
        loop.runUntilComplete(() -> {
            boolean[] others = {false};
            loop.callSoon(() -> others[0] = true);
            body.run();
            assertThat(others[0]).isFalse();
            return null;
        });
    }

    /** What was traced since the last time. */
    void assertTrace(String... expected) {
        assertThat(trace).containsExactly(expected);
        trace.clear();
    }

    static EventLoop otherLoop() {
        return EventLoop.builder().name("other").build();
    }
}
