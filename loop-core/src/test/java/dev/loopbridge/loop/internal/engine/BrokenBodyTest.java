package dev.loopbridge.loop.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.internal.task.Carrier;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A body that cannot begin on the thread that was to carry it: as where that thread has no memory for its first thread-local. */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokenBodyTest {
    private final OutOfMemoryError noMemory = new OutOfMemoryError("of the test");
    private final List<Throwable> aborts = new ArrayList<>();

    static Stream<CoroutineEngine> engines() {
        return Arrays.stream(CoroutineEngine.values()).filter(engine -> {
            try {
                EventLoop.builder().engine(engine).build().close();
                return true;
            } catch (IllegalStateException notHere) {
                return false;
            }
        });
    }

    /** Whose {@link #abort} throws {@code failures} times. */
    private Carrier.Body brokenBody(LoopTask<?> task, int failures) {
        return new Carrier.Body() {
            @Override
            public @Nullable Throwable runBody() {
                throw noMemory;
            }

            @Override
            public void abort(Throwable broken) {
                aborts.add(broken);
                if (aborts.size() <= failures) {
                    throw new OutOfMemoryError("of the abort");
                }
                task.abort(broken);
            }
        };
    }

    private static LoopTask<Integer> taskOn(EventLoop loop) {
        return new LoopTask<>((TaskLoop) loop, () -> 1);
    }

    private void begin(EventLoop loop, LoopTask<Integer> task, int failures) {
        TaskLoop inside = (TaskLoop) loop;
        task.beginOn(inside.engine().carry(brokenBody(task, failures)));
        inside.enqueue(task);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void resume_bodyThatCannotBegin_failsItsTaskAndTheLoopRunsOn(CoroutineEngine engine) {
        try (EventLoop loop = EventLoop.builder().engine(engine).build()) {
            LoopTask<Integer> task = taskOn(loop);
            loop.callSoon(() -> begin(loop, task, 0));

            assertThat(catchThrowable(() -> loop.runUntilComplete(task))).isSameAs(noMemory);
            assertThat(aborts).containsExactly(noMemory);
            assertThat(loop.runUntilComplete(() -> 2)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void resume_bodyThatCanOnlyBeAbortedWithMoreMemory_isAbortedAgain(CoroutineEngine engine) {
        try (EventLoop loop = EventLoop.builder().engine(engine).build()) {
            LoopTask<Integer> task = taskOn(loop);
            loop.callSoon(() -> begin(loop, task, 1));

            assertThat(catchThrowable(() -> loop.runUntilComplete(task))).isSameAs(noMemory);
            assertThat(aborts).containsExactly(noMemory, noMemory);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void resume_bodyThatCannotBeAborted_tearsThroughTheRunAndTheLoopCloses(CoroutineEngine engine) {
        try (EventLoop loop = EventLoop.builder().engine(engine).build()) {
            LoopTask<Integer> task = taskOn(loop);
            loop.callSoon(() -> begin(loop, task, 2));

            assertThat(catchThrowable(() -> loop.runUntilComplete(task))).hasMessage("of the abort");
            assertThat(aborts).containsExactly(noMemory, noMemory);
            assertThat(task.isDone()).isFalse();
            assertThat(loop.runUntilComplete(() -> 2)).isEqualTo(2);
        }
    }
}
