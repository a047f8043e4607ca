package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An iterator, pulled by demand and finished whatever happens. */
class IteratorLaunchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<Object> reported = new ArrayList<>();
    private final VirtualEventLoop time =
            VirtualEventLoop.create(EventLoop.builder().exceptionHandler((where, context) -> reported.add(context)));
    private final EventLoop loop = time.loop();
    private final Recorder recorder = Recorder.ofNone();
    private final List<String> steps = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        assertThat(Tasks.all(loop)).isEmpty();
        loop.close();
        assertThat(reported).isEmpty();
    }

    private void subscribe(Supplier<AsyncIterator<Object>> iterators) {
        Launch.<Object>fromAsyncIterator(loop, iterators).subscribe(recorder);
        time.runReady();
    }

    private void request(long n) {
        recorder.subscription().request(n);
        time.runReady();
    }

    private void cancel() {
        recorder.subscription().cancel();
        time.runReady();
    }

    /** Says how far it was pulled, and cleans up slowly. */
    private AsyncIterator<Object> counter(int size) {
        steps.add("made");
        return AsyncIterator.of(out -> {
            try {
                for (int n = 1; n <= size; n++) {
                    steps.add("pulled " + n);
                    out.emit(n);
                }
            } finally {
                await(Tasks.sleep(SECOND));
                steps.add("finished");
            }
        });
    }

    @Test
    void request_oneByOne_pullsNoFurther() {
        subscribe(() -> counter(3));
        assertThat(steps).isEmpty();

        request(1);
        assertThat(steps).containsExactly("made", "pulled 1");
        assertThat(recorder.signals).containsExactly(1);
        request(2);
        assertThat(steps).endsWith("pulled 3");
        assertThat(recorder.signals).containsExactly(1, 2, 3);

        request(1);
        time.advance(SECOND);
        assertThat(recorder.signals).containsExactly(1, 2, 3, "complete");
        assertThat(steps).endsWith("finished");
    }

    @Test
    void subscribe_twice_takesAnIteratorForEach() {
        Recorder second = new Recorder();
        recorder.first = Long.MAX_VALUE;
        Launch<Object> launch = Launch.fromAsyncIterator(loop, () -> counter(2));

        launch.subscribe(recorder);
        launch.subscribe(second);
        time.advance(SECOND);

        assertThat(recorder.signals).containsExactly(1, 2, "complete");
        assertThat(second.signals).containsExactly(1, 2, "complete");
    }

    @Test
    void cancel_beforeAnyDemand_makesNoIterator() {
        subscribe(() -> counter(3));

        cancel();

        assertThat(steps).isEmpty();
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void cancel_whileNothingIsAskedFor_finishesTheIteratorSlowly() {
        subscribe(() -> counter(3));
        request(1);

        cancel();
        time.advance(SECOND);

        assertThat(steps).containsExactly("made", "pulled 1", "finished");
        assertThat(recorder.signals).containsExactly(1);
    }

    @Test
    void cancel_whileItPulls_finishesTheIteratorSlowly() {
        subscribe(() -> AsyncIterator.of(out -> {
            try {
                await(Tasks.sleep(SECOND.multipliedBy(60)));
            } finally {
                await(Tasks.sleep(SECOND));
                steps.add("finished");
            }
        }));
        request(1);

        cancel();
        time.advance(SECOND);

        assertThat(steps).containsExactly("finished");
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void cancel_insideOnNext_finishesTheIterator() {
        recorder.onNext = item -> recorder.subscription().cancel();
        subscribe(() -> counter(3));

        request(3);
        time.advance(SECOND);

        assertThat(steps).containsExactly("made", "pulled 1", "finished");
        assertThat(recorder.signals).containsExactly(1);
    }

    @Test
    void shutdown_inFlight_finishesTheIteratorAndIsAnError() {
        subscribe(() -> counter(3));
        request(1);

        loop.shutdown(SECOND.multipliedBy(2));

        assertThat(steps).containsExactly("made", "pulled 1", "finished");
        assertThat(recorder.signals).hasSize(2).startsWith(1);
        assertThat(recorder.signals.get(1)).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void close_inFlight_unwindsTheIteratorAndIsAnError() {
        subscribe(() -> AsyncIterator.of(out -> {
            try {
                out.emit(1);
            } finally {
                steps.add("unwound");
            }
        }));
        request(1);

        loop.close();

        assertThat(steps).containsExactly("unwound");
        assertThat(recorder.signals).hasSize(2).startsWith(1);
        assertThat(recorder.signals.get(1)).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void subscribe_afterTheClose_isAnErrorWithoutDemand() {
        loop.close();

        Launch.fromAsyncIterator(loop, () -> counter(3)).subscribe(recorder);

        assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
        assertThat(steps).isEmpty();
    }

    @Test
    void next_throws_isTheError() {
        IllegalStateException thrown = new IllegalStateException("the body's own");
        subscribe(() -> AsyncIterator.of(out -> {
            out.emit(1);
            throw thrown;
        }));

        request(2);

        assertThat(recorder.signals).containsExactly(1, thrown);
    }

    @Test
    void iterators_throws_isTheError() {
        IllegalStateException thrown = new IllegalStateException("the supplier's own");
        subscribe(() -> {
            throw thrown;
        });

        request(1);

        assertThat(recorder.signals).containsExactly(thrown);
    }

    @Test
    void iterators_givesNull_isAnErrorThatSaysSo() {
        subscribe(() -> null);

        request(1);

        assertThat(recorder.signals)
                .singleElement()
                .isInstanceOfSatisfying(
                        NullPointerException.class,
                        error -> assertThat(error)
                                .hasMessage("an AsyncIterator was expected of the supplier, which gave null"));
    }

    @Test
    void finish_throwsAfterTheLastElement_isTheError() {
        IllegalStateException thrown = new IllegalStateException("while finishing");
        subscribe(() -> new Fake(0, null, thrown));

        request(1);

        assertThat(recorder.signals).containsExactly(thrown);
    }

    @Test
    void finish_throwsAfterTheCancel_isDropped() {
        IllegalStateException thrown = new IllegalStateException("while finishing");
        subscribe(() -> new Fake(1, null, thrown));
        request(1);

        cancel();

        assertThat(recorder.signals).containsExactly(0, "dropped " + thrown);
    }

    @Test
    void finish_throwsAfterNextDid_isSuppressed() {
        IllegalStateException first = new IllegalStateException("while pulling");
        IllegalStateException second = new IllegalStateException("while finishing");
        subscribe(() -> new Fake(0, first, second));

        request(1);

        assertThat(recorder.signals).containsExactly(first);
        assertThat(first).hasSuppressedException(second);
    }

    /** A hand-made iterator of {@code left} elements, that fails as it is told. */
    private static final class Fake implements AsyncIterator<Object> {
        private final RuntimeException inNext;
        private final RuntimeException inFinish;
        private int left;

        Fake(int left, RuntimeException inNext, RuntimeException inFinish) {
            this.left = left;
            this.inNext = inNext;
            this.inFinish = inFinish;
        }

        @Override
        public boolean next() {
            if (inNext != null) {
                throw inNext;
            }
            return left-- > 0;
        }

        @Override
        public Object current() {
            return left;
        }

        @Override
        public void finish() {
            throw inFinish;
        }
    }
}
