package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunnerTest {
    private final List<String> trace = new ArrayList<>();

    @Test
    void run_twice_usesOneLoopAndKeepsTasks() {
        EventLoop used;
        try (Runner runner = new Runner(EventLoop::create)) {
            Task<Boolean> left = runner.run(() -> EventLoops.getRunningLoop().createTask(() -> {
                Tasks.yieldNow();
                Tasks.yieldNow();
                return trace.add("left over");
            }));
            boolean result = runner.run(() -> await(left));
            used = runner.getLoop();

            assertThat(result).isTrue();
            assertThat(used.isClosed()).isFalse();
        }

        assertThat(trace).containsExactly("left over");
        assertThat(used.isClosed()).isTrue();
    }

    @Test
    void close_leftovers_areCancelledOnceAndUnwound() {
        try (Runner runner = new Runner(EventLoop::create)) {
            runner.run(() -> {
                EventLoop loop = EventLoops.getRunningLoop();
                loop.createTask(() -> {
                    try {
                        return await(loop.<String>createFuture());
                    } finally {
                        Tasks.yieldNow();
                        trace.add("unwound, closed=" + loop.isClosed());
                    }
                });
                return 1;
            });
        }

        assertThat(trace).containsExactly("unwound, closed=false");
    }

    @Test
    void close_leftoverFailing_isReported() {
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((of, context) ->
                        trace.add(context.message() + ": " + context.exception().getMessage()))
                .build();
        try (Runner runner = new Runner(() -> loop)) {
            runner.run(() -> loop.createTask(() -> {
                try {
                    return await(loop.<String>createFuture());
                } catch (CancelledError cancelled) {
                    throw new IllegalStateException("leftover");
                }
            }));
        }

        assertThat(trace).containsExactly("unhandled exception during EventLoops.run() shutdown: leftover");
    }

    @Test
    void run_closed_isRefused() {
        Runner runner = new Runner(EventLoop::create);
        runner.close();
        runner.close();

        assertThatThrownBy(() -> runner.run(() -> 1))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Runner is closed");
        assertThatThrownBy(runner::getLoop)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Runner is closed");
    }

    @Test
    void run_insideALoop_isRefused() {
        Runner runner = new Runner(EventLoop::create);

        Throwable refused = EventLoop.create().runUntilComplete(() -> catchThrowable(() -> runner.run(() -> 1)));

        assertThat(refused)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Runner.run() cannot be called from a running event loop");
    }

    @Test
    void getLoop_withoutAFactory_isSetForTheThreadWhileOpen() {
        List<Object> seen = Elsewhere.call("mine", () -> {
            List<Object> found = new ArrayList<>();
            try (Runner runner = new Runner()) {
                found.add(runner.getLoop() == EventLoops.getEventLoop());
            }
            found.add(catchThrowable(EventLoops::getEventLoop).getMessage());
            return found;
        });

        assertThat(seen).containsExactly(true, Loops.noLoopText("mine"));
    }

    @Test
    void close_neverUsed_makesNoLoop() {
        new Runner(() -> {
                    trace.add("made");
                    return EventLoop.create();
                })
                .close();

        assertThat(trace).isEmpty();
    }
}
