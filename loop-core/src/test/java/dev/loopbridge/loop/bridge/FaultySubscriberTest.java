package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.CapturedLog;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.loop.testing.LeakFree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Subscribers that throw or ask for what they may not: each way to launch ends once all the same, and goes on for the next. */
@ExtendWith(LeakFree.class)
class FaultySubscriberTest {
    private final List<String> reported = new ArrayList<>();
    private final CapturedLog log = new CapturedLog();
    private final EventLoop loop = EventLoop.builder()
            .name("mine")
            .exceptionHandler((where, context) -> reported.add(context.message() + " by " + context.exception()))
            .build();
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        loop.close();
        log.close();
    }

    static Stream<Arguments> waysAndErrors() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(
                                new IllegalStateException("thrown"),
                                new StackOverflowError("thrown"),
                                new LinkageError("thrown"),
                                new OutOfMemoryError("thrown"))
                        .map(thrown -> arguments(way, thrown)));
    }

    static Stream<Arguments> bodiesAndErrors() {
        return waysAndErrors().filter(row -> ((Way) row.get()[0]).hasBody());
    }

    static Stream<Arguments> streamsAndErrors() {
        return bodiesAndErrors().filter(row -> row.get()[0] != Way.FROM_TASK);
    }

    static Stream<Way> waysWithABody() {
        return Stream.of(Way.values()).filter(Way::hasBody);
    }

    @ParameterizedTest
    @MethodSource("waysAndErrors")
    void onNext_throwing_isTheEnd(Way way, Throwable thrown) {
        recorder.onNext = throwing(thrown);

        way.launch(loop).subscribe(recorder);
        Way.runReady(loop);

        assertThat(recorder.signals).containsExactly(0L, thrown);
        assertNothingReported();
        assertNextIsServed(way);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void onNext_cancellingAndThrowing_dropsTheError(Way way) {
        recorder.onNext = item -> {
            recorder.subscription().cancel();
            throw new IllegalStateException("thrown");
        };

        way.launch(loop).subscribe(recorder);
        Way.runReady(loop);

        assertThat(recorder.signals).containsExactly(0L, "dropped java.lang.IllegalStateException: thrown");
        assertNothingReported();
    }

    @ParameterizedTest
    @MethodSource("waysAndErrors")
    void onComplete_throwing_isReportedAndNoSecondEnd(Way way, Throwable thrown) {
        recorder.onEnd = throwing(thrown);

        way.launch(loop).subscribe(recorder);
        Way.runReady(loop);

        assertThat(recorder.signals).containsExactly(0L, "complete");
        assertReported("Exception in a terminal signal to " + recorder, thrown);
        assertNextIsServed(way);
    }

    @ParameterizedTest
    @MethodSource("bodiesAndErrors")
    void onError_throwing_isReportedAndNoSecondEnd(Way way, Throwable thrown) {
        IOException error = new IOException("the body's own");
        recorder.onEnd = throwing(thrown);

        way.launch(loop, () -> {
                    throw error;
                })
                .subscribe(recorder);
        Way.runReady(loop);

        assertThat(recorder.signals).containsExactly(error);
        assertReported("Exception in a terminal signal to " + recorder, thrown);
        assertNextIsServed(way);
    }

    @ParameterizedTest
    @MethodSource("waysAndErrors")
    void onSubscribe_throwing_isThrownAtTheCallerAndNothingBegins(Way way, Throwable thrown) {
        recorder.onSubscribe = throwing(thrown)::accept;
        recorder.first = 0;
        Launch<Object> launch = way.launch(loop);

        assertThatThrownBy(() -> launch.subscribe(recorder)).isSameAs(thrown);
        recorder.subscription().request(1);
        Way.runReady(loop);

        assertThat(recorder.signals).isEmpty();
        assertThat(recorder.subscription().isCancelled()).isTrue();
        assertNothingReported();
        assertNextIsServed(way);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void onDiscard_hookThrowing_isReported(Way way) {
        recorder.first = 0;
        recorder.onHook = throwing(new IllegalStateException("thrown"));
        way.launch(loop).subscribe(recorder);
        Way.runReady(loop);

        recorder.subscription().cancel();

        assertThat(recorder.signals).containsExactly("discarded 0");
        assertReported("Exception in a hook of " + recorder, new IllegalStateException("thrown"));
    }

    @ParameterizedTest
    @MethodSource("waysWithABody")
    void onErrorDropped_hookThrowing_isReportedAndTheNextIsServed(Way way) {
        recorder.onHook = throwing(new IllegalStateException("thrown"));
        Launch<Object> launch = way.launch(loop, () -> {
            recorder.subscription().request(0); // fails the subscription: what the body throws then, is dropped
            throw new IOException("late");
        });

        launch.subscribe(recorder);
        Way.runReady(loop);

        assertThat(recorder.signals)
                .satisfiesExactlyInAnyOrder(
                        end -> assertThat(end)
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasToString("java.lang.IllegalArgumentException: request must be > 0, was 0"
                                        + " (Reactive Streams rule 3.9)"),
                        dropped -> assertThat(dropped).isEqualTo("dropped java.io.IOException: late"));
        assertReported("Exception in a hook of " + recorder, new IllegalStateException("thrown"));
        assertNextIsServed(way);
    }

    @ParameterizedTest
    @MethodSource("waysWithABody")
    void cancel_twice_strikesTheBodyOnce(Way way) {
        List<String> steps = new ArrayList<>();
        recorder.first = 0;
        Launch<Object> launch = way.launch(loop, () -> {
            recorder.subscription().cancel();
            recorder.subscription().cancel();
            try {
                Tasks.yieldNow();
            } finally {
                steps.add("struck");
                recorder.subscription().cancel();
                Tasks.yieldNow();
                steps.add("cleaned up");
            }
            return 0L;
        });

        launch.subscribe(recorder);
        Way.runReady(loop);
        recorder.subscription().cancel();

        assertThat(steps).containsExactly("struck", "cleaned up");
        assertThat(recorder.signals).isEmpty();
        assertNothingReported();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void subscribe_insideOnComplete_isServed(Way way) {
        Recorder second = new Recorder();
        Launch<Object> again = way.launch(loop);
        recorder.onEnd = end -> again.subscribe(second);

        way.launch(loop).subscribe(recorder);
        Way.runReady(loop);

        assertThat(recorder.signals).containsExactly(0L, "complete");
        assertThat(second.signals).containsExactly(0L, "complete");
        assertNothingReported();
    }

    static Stream<Arguments> drivenWaysAndErrors() {
        return waysAndErrors().filter(row -> row.get()[0] == Way.RUN || row.get()[0] == Way.RUN_UNTIL_COMPLETE);
    }

    @ParameterizedTest
    @MethodSource("drivenWaysAndErrors")
    void mayBlock_throwingAtARequest_isTheEndAndTheNextIsServed(Way way, Throwable thrown) {
        recorder.first = 1;
        Generator<Object> body = out -> {
            out.emit(1);
            out.emit(2);
        };
        way.launch(loop, body).subscribe(recorder);
        recorder.onMayBlock = () -> {
            recorder.onMayBlock = () -> {};
            throwing(thrown).accept("asked");
        };

        recorder.subscription().request(1);
        Way.runReady(loop);

        assertThat(recorder.signals).hasSize(3).startsWith(1).contains("discarded 2");
        Throwable end = (Throwable) recorder.signals.stream()
                .filter(Throwable.class::isInstance)
                .findFirst()
                .orElseThrow();
        if (thrown instanceof RuntimeException) {
            assertThat(end).isSameAs(thrown);
        } else {
            assertThat(end)
                    .isExactlyInstanceOf(RejectedExecutionException.class)
                    .hasMessage("The question whether this thread may block failed with " + thrown
                            + "; offload it to one that has a thread left")
                    .hasCause(thrown);
        }
        assertNothingReported();
        assertNextIsServed(way);
    }

    @ParameterizedTest
    @MethodSource("streamsAndErrors")
    void onNext_ofAStreamThrowing_failsTheBodyAndIsTheEnd(Way way, Throwable thrown) {
        List<Throwable> seen = new ArrayList<>();
        Generator<Object> body = out -> {
            try {
                out.emit(1);
                out.emit(2);
            } catch (Throwable atTheEmit) {
                seen.add(atTheEmit);
                throw atTheEmit;
            }
        };
        recorder.onNext = throwing(thrown);

        way.launch(loop, body).subscribe(recorder);
        boolean tears = way == Way.SUBMIT && thrown instanceof Error;
        if (tears) { // whoever runs that loop is told as well, as by any task
            assertThatThrownBy(() -> Way.runReady(loop)).isSameAs(thrown);
        }
        Way.runReady(loop);

        assertThat(seen).containsExactly(thrown);
        assertThat(recorder.signals).containsExactly(1, thrown);
        assertNothingReported();
        assertNextIsServed(way);
    }

    private static Consumer<Object> throwing(Throwable thrown) {
        return signal -> sneak(thrown);
    }

    @SuppressWarnings("unchecked") // erased: throws what it is given
    private static <E extends Throwable> void sneak(Throwable error) throws E {
        throw (E) error;
    }

    private void assertNothingReported() {
        assertThat(reported).isEmpty();
        assertThat(log.messages(Level.SEVERE)).isEmpty();
    }

    /** To the handler of the loop, or to the log if that has none. */
    private void assertReported(String message, Throwable thrown) {
        List<String> all = new ArrayList<>(reported);
        log.records()
                .forEach(record ->
                        all.add(record.getMessage().lines().findFirst().orElseThrow() + " by " + record.getThrown()));
        assertThat(all).containsExactly(message + " by " + thrown);
    }

    private void assertNextIsServed(Way way) {
        Recorder next = new Recorder();
        way.launch(loop).subscribe(next);
        Way.runReady(loop);
        assertThat(next.signals).containsExactly(0L, "complete");
    }
}
