package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.loop.testing.LeakFree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Executors that are to drive a loop and will not: the subscriber is told, and the loop is free for the next. */
@ExtendWith(LeakFree.class)
class OffloadFaultsTest {
    private static final String FAILED = "The executor to which loop \"%s\" is offloaded failed with"
            + " java.lang.OutOfMemoryError: unable to create native thread; offload it to one that has a thread left";

    private final List<String> reported = new ArrayList<>();
    private final EventLoop loop = EventLoop.builder()
            .name("mine")
            .exceptionHandler((where, context) -> reported.add(context.message() + " by " + context.exception()))
            .build();
    private final Recorder recorder = Recorder.ofNone();
    private boolean refuses = true;

    {
        recorder.mayBlock = false;
    }

    @AfterEach
    void close() {
        loop.close();
        assertThat(reported).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                        new RejectedExecutionException("full"),
                        new IllegalStateException("not a refusal by its type"),
                        new OutOfMemoryError("unable to create native thread"))
                .flatMap(refusal -> Stream.of(Way.RUN, Way.RUN_UNTIL_COMPLETE).map(way -> arguments(way, refusal)));
    }

    private LaunchOptions offloadedTo(Throwable refusal) {
        Executor executor = job -> {
            if (refuses) {
                sneak(refusal);
            }
            job.run();
        };
        return LaunchOptions.defaults().offload(executor).name("mine");
    }

    private Launch<Object> launch(Way way, Generator<Object> body, LaunchOptions options) {
        return way == Way.RUN ? Launch.run(body, options) : Launch.runUntilComplete(loop, body, options);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void subscribe_executorThrowing_isTheEndAndTheNextIsServed(Way way, Throwable refusal) {
        Launch<Object> launch = launch(way, out -> out.emit(1), offloadedTo(refusal));

        launch.subscribe(recorder);

        assertFailed(refusal, List.of());
        assertNextIsServed(launch);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void request_executorThrowingMeanwhile_isTheEndAndTheNextIsServed(Way way, Throwable refusal) {
        refuses = false;
        List<String> unwound = new ArrayList<>();
        Launch<Object> launch = launch(
                way,
                out -> {
                    try {
                        out.emit(1);
                        out.emit(2);
                    } finally {
                        unwound.add("unwound");
                    }
                },
                offloadedTo(refusal));
        recorder.first = 1;
        launch.subscribe(recorder);
        refuses = true;

        recorder.subscription().request(1);

        assertFailed(refusal, List.of(1));
        assertNextIsServed(launch);
        assertThat(unwound).hasSize(2);
        assertThat(recorder.signals).containsOnlyOnce("discarded 2");
    }

    @ParameterizedTest
    @EnumSource(names = {"RUN", "RUN_UNTIL_COMPLETE"})
    void subscribe_executorOnAThreadOfAnotherLoop_isTheEndAndTheNextIsServed(Way way) {
        refuses = false;
        Launch<Object> launch = launch(way, out -> out.emit(1), offloadedTo(new AssertionError()));

        try (EventLoop other = EventLoop.builder().name("other").build()) {
            other.callSoon(() -> launch.subscribe(recorder));
            other.runUntilComplete(() -> null);
        }

        assertThat(recorder.signals)
                .singleElement(as(THROWABLE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot run the event loop while another loop is running: loop \"mine\" on thread \""
                        + Thread.currentThread().getName() + "\", which runs loop \"other\";"
                        + " offload it to an executor whose threads run no loop");
        assertNextIsServed(launch);
    }

    private void assertFailed(Throwable refusal, List<Object> before) {
        List<Object> signals = new ArrayList<>(recorder.signals);
        signals.remove("discarded 2"); // now or when the loop is driven again
        assertThat(signals).hasSize(before.size() + 1);
        assertThat(signals.subList(0, before.size())).isEqualTo(before);
        Throwable end = (Throwable) signals.get(before.size());
        if (refusal instanceof RuntimeException) {
            assertThat(end).isSameAs(refusal);
        } else {
            assertThat(end)
                    .isExactlyInstanceOf(RejectedExecutionException.class)
                    .hasMessage(FAILED, "mine")
                    .hasCause(refusal);
        }
    }

    private void assertNextIsServed(Launch<Object> launch) {
        refuses = false;
        Recorder next = new Recorder();
        next.mayBlock = false;
        launch.subscribe(next);
        assertThat(next.signals).contains(1).endsWith("complete");
    }

    @SuppressWarnings("unchecked") // erased: throws what it is given
    private static <E extends Throwable> void sneak(Throwable error) throws E {
        throw (E) error;
    }
}
