package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CapturedLog;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LeakFree;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that misbehave, in each verb: their subscriber gets one end, or none after its own cancel. */
@ExtendWith(LeakFree.class)
class FaultyBodyTest {
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
        assertThat(reported).isEmpty();
        assertThat(log.messages(Level.SEVERE)).isEmpty();
    }

    static Stream<Way> ways() {
        return Stream.of(Way.values()).filter(Way::hasBody);
    }

    /** Ends the JVM's thread in its own way, and is none of those that the libraries take for fatal. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    static Stream<Arguments> waysAndErrors() {
        return ways().flatMap(way -> Stream.of(
                        new StackOverflowError("thrown"),
                        new OutOfMemoryError("thrown"),
                        new InternalError("thrown"),
                        new NoClassDefFoundError("thrown"),
                        new ExceptionInInitializerError("thrown"),
                        new AssertionError("thrown"),
                        new Death())
                .map(error -> arguments(way, error)));
    }

    /** Runs what is ready. Returns what tore through the loop, which only a loop of somebody else's passes on. */
    private Throwable runReady() {
        Throwable torn = catchThrowable(() -> Way.runReady(loop));
        Way.runReady(loop);
        return torn;
    }

    @ParameterizedTest
    @MethodSource("waysAndErrors")
    void body_throwingAnError_isTheEndOnceAndTearsOnlyALoopOfSomebodyElses(Way way, Error error) {
        way.launch(loop, () -> {
                    Tasks.yieldNow();
                    throw error;
                })
                .subscribe(recorder);
        Throwable torn = runReady();

        assertThat(recorder.signals).containsExactly(error);
        assertThat(torn).isSameAs(way == Way.SUBMIT || way == Way.FROM_TASK ? error : null);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void body_overflowingItsStack_isTheEndOnce(Way way) {
        way.launch(loop, () -> {
                    Tasks.yieldNow();
                    return endless(0);
                })
                .subscribe(recorder);
        runReady();

        assertThat(recorder.signals).singleElement().isExactlyInstanceOf(StackOverflowError.class);
    }

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static long endless(long depth) {
        return endless(depth + 1) + 1;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void body_closingItsLoop_failsAndTheLoopIsLeftAsItsVerbSays(Way way) {
        assertEndsWith(
                way,
                () -> {
                    EventLoops.getRunningLoop().close();
                    return 0L;
                },
                "Cannot close a running event loop");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void body_runningItsOwnLoop_fails(Way way) {
        assertEndsWith(
                way,
                () -> EventLoops.getRunningLoop().runUntilComplete(() -> 0L),
                "This event loop is already running");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void body_runningAnotherLoop_fails(Way way) {
        assertEndsWith(
                way,
                () -> {
                    try (EventLoop other = EventLoop.create()) {
                        return other.runUntilComplete(() -> 0L);
                    }
                },
                "Cannot run the event loop while another loop is running");
    }

    private void assertEndsWith(Way way, Coroutine<Object> body, String message) {
        way.launch(loop, body).subscribe(recorder);
        assertThat(runReady()).isNull();

        assertThat(recorder.signals)
                .singleElement()
                .satisfies(end -> assertThat((Throwable) end)
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage(message));
        assertThat(loop.isClosed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void body_swallowingItsCancel_hasItsResultDiscarded(Way way) {
        way.launch(loop, () -> {
                    try {
                        recorder.subscription().cancel();
                        Tasks.yieldNow();
                    } catch (CancelledError swallowed) {
                        Tasks.yieldNow();
                    }
                    return 7L;
                })
                .subscribe(recorder);
        runReady();

        assertThat(recorder.signals).containsExactly("discarded 7");
        assertThat(loop.isClosed()).isEqualTo(way == Way.RUN_UNTIL_COMPLETE);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void body_throwingFromFinallyAfterTheCancel_hasItsErrorDropped(Way way) {
        way.launch(loop, () -> {
                    try {
                        recorder.subscription().cancel();
                        Tasks.yieldNow();
                        return 0L;
                    } finally {
                        throwUp();
                    }
                })
                .subscribe(recorder);
        runReady();

        assertThat(recorder.signals).containsExactly("dropped java.lang.IllegalStateException: from finally");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void body_throwingFromFinallyAfterItsFailure_failsWithTheLast(Way way) {
        way.launch(loop, () -> {
                    try {
                        throw new IllegalArgumentException("first");
                    } finally {
                        throwUp();
                    }
                })
                .subscribe(recorder);
        runReady();

        assertThat(recorder.signals).singleElement().hasToString("java.lang.IllegalStateException: from finally");
    }

    private static void throwUp() {
        throw new IllegalStateException("from finally");
    }
}
