package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code athrow} of PEP 525. */
class AsyncIteratorThrowTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";

    private final List<String> trace = new ArrayList<>();
    private final Exception boom = new Exception("boom");
    private EventLoop loop;

    private interface Body {
        void run() throws Exception;
    }

    private void main(CoroutineEngine engine, Body body) {
        loop = Loops.on(engine);
        loop.runUntilComplete(() -> {
            body.run();
            return 1;
        });
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private AsyncIterator<String> catching() {
        return AsyncIterator.of(out -> {
            for (int i = 0; i < 2; i++) {
                try {
                    out.emit("element " + i);
                } catch (Exception caught) {
                    Tasks.yieldNow();
                    trace.add("caught " + caught.getMessage());
                    out.emit("answer");
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void athrow_caughtAndFollowedByAnElement_goesToThat(CoroutineEngine engine) {
        main(engine, () -> {
            AsyncIterator<String> generator = catching();
            generator.next();

            assertThat(generator.athrow(boom)).isTrue();

            assertThat(generator.current()).isEqualTo("answer");
            assertThat(trace).containsExactly("caught boom");
            assertThat(generator.next()).isTrue();
            assertThat(generator.current()).isEqualTo("element 1");
            assertThat(generator.next()).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void athrow_caughtAtTheEnd_isFalse(CoroutineEngine engine) {
        main(engine, () -> {
            AsyncIterator<String> generator = AsyncIterator.of(out -> {
                try {
                    out.emit("element");
                } catch (Exception caught) {
                    trace.add("caught " + caught.getMessage());
                }
            });
            generator.next();

            assertThat(generator.athrow(boom)).isFalse();
            assertThat(generator.next()).isFalse();
            assertThat(trace).containsExactly("caught boom");
        });
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void athrow_notCaught_comesOutAndEndsTheGenerator(CoroutineEngine engine) {
        main(engine, () -> {
            AsyncIterator<String> generator = AsyncIterator.of(out -> {
                try {
                    out.emit("element");
                } finally {
                    trace.add("finally");
                }
            });
            generator.next();

            assertThat(catchThrowable(() -> generator.athrow(boom))).isSameAs(boom);

            assertThat(trace).containsExactly("finally");
            assertThat(generator.next()).isFalse();
            assertThat(generator.athrow(boom)).isFalse();
            generator.finish();
        });
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void athrow_notBegun_endsTheGeneratorUnrun(CoroutineEngine engine) {
        main(engine, () -> {
            AsyncIterator<String> generator = AsyncIterator.of(out -> trace.add("begins"));

            assertThat(catchThrowable(() -> generator.athrow(boom))).isSameAs(boom);

            assertThat(generator.next()).isFalse();
            assertThat(trace).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void athrow_finishedAfterwards_runsTheFinallyOfTheSecondEmit(CoroutineEngine engine) {
        main(engine, () -> {
            AsyncIterator<String> generator = catching();
            generator.next();
            generator.athrow(boom);

            generator.finish();

            assertThat(generator.next()).isFalse();
            assertThat(generator.athrow(boom)).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void athrow_whileItRuns_isRefused(CoroutineEngine engine) {
        main(engine, () -> {
            LoopFuture<Integer> gate = loop.createFuture();
            AsyncIterator<Integer> generator = AsyncIterator.of(out -> out.emit(await(gate)));
            Task<Boolean> pulling = loop.createTask(generator::next);
            Tasks.yieldNow();

            assertThatThrownBy(() -> generator.athrow(boom))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("athrow(): asynchronous generator is already running, in ");

            gate.setResult(1);
            assertThat(await(pulling)).isTrue();
            generator.finish();
        });
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void athrow_ofAnIteratorThatIsNoGenerator_finishesItAndThrows(CoroutineEngine engine) {
        main(engine, () -> {
            AsyncIterator<LoopFuture<Integer>> completions = Tasks.asCompleted(List.of(loop.<Integer>createFuture()));

            assertThat(catchThrowable(() -> completions.athrow(boom))).isSameAs(boom);

            assertThat(completions.next()).isFalse();
        });
    }
}
