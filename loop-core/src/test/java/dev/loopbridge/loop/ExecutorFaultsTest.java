package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LeakFree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Default executors that refuse, fail, or forget what they took. */
@ExtendWith(LeakFree.class)
class ExecutorFaultsTest {
    private final List<LoopExceptionHandler.Context> reported = new ArrayList<>();

    private EventLoop on(CoroutineEngine engine, Executor executor) {
        return EventLoop.builder()
                .name("api")
                .engine(engine)
                .defaultExecutor(executor)
                .exceptionHandler((loop, context) -> reported.add(context))
                .build();
    }

    static Stream<Throwable> refusals() {
        return Stream.of(
                new RejectedExecutionException("full"),
                new IllegalStateException("not a refusal by its type"),
                new OutOfMemoryError("unable to create native thread"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void inExecutor_defaultExecutorThrowing_throwsThatAtTheCall(Throwable refusal) {
        try (EventLoop loop = on(CoroutineEngine.AUTO, job -> sneak(refusal))) {
            assertThat(loop.<Throwable>runUntilComplete(() -> {
                        try {
                            Tasks.inExecutor(() -> 1);
                            return null;
                        } catch (Throwable thrown) {
                            return thrown;
                        }
                    }))
                    .isSameAs(refusal);
            assertThat(loop.<Integer>runUntilComplete(() -> 2)).isEqualTo(2);
        }
        assertThat(reported).isEmpty();
    }

    /** As {@code shutdownNow()} does with what is queued. Nobody can know that, but the close tells who waits. */
    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void inExecutor_executorForgettingTheCall_isToldByTheClose(CoroutineEngine engine) {
        EventLoop loop = on(engine, job -> {});
        Task<Integer> waiting = loop.createTask(() -> await(Tasks.inExecutor(() -> 1)));
        loop.stop();
        loop.runForever();
        assertThat(waiting.isDone()).isFalse();

        loop.close();

        assertThatThrownBy(waiting::get)
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isExactlyInstanceOf(LoopClosedException.class)
                .hasMessage(Loops.closedText(Loops.report(loop).info()));
        assertThat(reported).isEmpty();
    }

    /** A call that fails with an Error fails its future alone: the loop is not torn by what happened elsewhere. */
    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void inExecutor_callThrowingAnError_failsItsFuture(CoroutineEngine engine) {
        LinkageError thrown = new LinkageError("thrown");
        try (EventLoop loop = on(engine, Runnable::run)) {
            assertThat(loop.<Throwable>runUntilComplete(() -> {
                        try {
                            return await(Tasks.<Throwable>inExecutor(() -> {
                                throw thrown;
                            }));
                        } catch (LinkageError caught) {
                            return caught;
                        }
                    }))
                    .isSameAs(thrown);
        }
        assertThat(reported).isEmpty();
    }

    @SuppressWarnings("unchecked") // erased: throws what it is given
    private static <E extends Throwable> void sneak(Throwable error) throws E {
        throw (E) error;
    }
}
