package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LeakFree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hosts and clocks that throw whatever they like: the guest, or whoever is driven, is told and not left without turns. */
@ExtendWith(LeakFree.class)
class HostFaultsTest {
    private static final String HOST = "Exception in host of event loop: ";
    private static final String CLOCK = "Exception in clock of event loop: ";

    private final FakeHost host = new FakeHost();
    private final List<String> reported = new ArrayList<>();
    private final EventLoop.Builder builder = EventLoop.builder()
            .name("guest")
            .exceptionHandler((where, context) -> reported.add(context.message() + ": " + context.exception()));
    private final EventLoop loop = host.newLoop(builder);

    static Stream<Throwable> errors() {
        return Stream.of(
                new IllegalStateException("broken"),
                new UnsupportedOperationException(),
                new OutOfMemoryError("unable to create native thread"));
    }

    private Task<Object> sleeper() {
        Task<Object> task = loop.submit(() -> await(Tasks.sleep(ofHours(1), new Object())));
        host.runReady();
        return task;
    }

    private void assertClosedBy(String who, Throwable error) {
        assertThat(loop.isClosed()).isTrue();
        assertThat(LoopClosedException.find(closing()).orElseThrow().info().reason())
                .isEqualTo(who + ", which threw " + error);
    }

    private Throwable closing() {
        List<Throwable> told = new ArrayList<>();
        loop.onClose(told::add);
        return told.get(0);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void execute_throwing_closesTheGuestAndTellsAll(Throwable error) {
        Task<Object> earlier = sleeper();
        host.breakWith(error);

        Task<Integer> task = loop.submit(() -> 42);

        assertClosedBy("its host FakeHost", error);
        assertThat(earlier.isDone()).isTrue();
        assertThat(task.isDone()).isTrue();
        assertThat(reported).containsExactly(HOST + error);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void schedule_throwing_closesTheGuestAndTellsAll(Throwable error) {
        Task<Object> task = loop.submit(() -> {
            host.breakWith(error);
            return await(Tasks.sleep(ofHours(1), new Object()));
        });

        assertThatNoException().isThrownBy(host::runReady);

        assertClosedBy("its host FakeHost", error);
        assertThat(task.isDone()).isTrue();
        assertThat(reported).containsExactly(HOST + error);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void cancel_ofItsAlarmThrowing_isToldAndTheCloseGoesOn(Throwable error) {
        Task<Object> task = sleeper();
        host.breakCancelWith(error);

        loop.close();

        assertThat(task.exception()).isExactlyInstanceOf(LoopClosedException.class);
        assertThat(loop.shutdown(ZERO).toCompletableFuture()).isCompleted();
        assertThat(reported).containsExactly("Exception in host of event loop FakeHost: " + error);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void nanoTime_throwing_closesTheGuestAndTellsAll(Throwable error) {
        Task<Object> earlier = sleeper();
        loop.callSoon(() -> {});
        host.breakClockWith(error);

        assertThatNoException().isThrownBy(host::runReady);

        assertClosedBy("its clock", error);
        assertThat(earlier.isDone()).isTrue();
        assertThat(reported).containsExactly(CLOCK + error);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void subscribe_clockThrowingMeanwhile_isTheEndAndClosesTheLoop(Throwable error) {
        FakeHost clock = new FakeHost();
        EventLoop driven = builder.clock(clock::nanoTime).build();
        Recorder recorder = new Recorder();

        Launch.<Object>runUntilComplete(
                        driven,
                        () -> {
                            driven.callLater(ofHours(1), () -> {});
                            clock.breakClockWith(error);
                            return await(driven.createFuture());
                        },
                        LaunchOptions.defaults())
                .subscribe(recorder);

        assertThat(driven.isClosed()).isTrue();
        assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
        assertThat(((LoopClosedException) recorder.signals.get(0)).info().reason())
                .isEqualTo("its clock, which threw " + error);
        assertThat(reported).containsExactly(CLOCK + error);
        loop.close();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void subscribe_toATimerWhoseClockThrows_isTheEnd(Throwable error) {
        Recorder recorder = new Recorder();
        host.breakClockWith(error);

        Launch.delay(loop, ofHours(1)).subscribe(recorder.ofLongs());

        assertThat(recorder.signals).containsExactly(error);
        loop.close();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void schedulePeriodically_clockThrowingMeanwhile_isTold(Throwable error) {
        List<String> trace = new ArrayList<>();
        TracedWork work = new TracedWork("tick", trace, () -> host.breakClockWith(error));
        LoopScheduling.borrowing(loop).createWorker().schedulePeriodically(work, 0, 1);

        host.runReady();

        assertClosedBy("its clock", error);
        assertThat(trace).containsExactly("tick", "tick abandoned");
        assertThat(work.told)
                .isExactlyInstanceOf(RejectedExecutionException.class)
                .hasMessage("tick cannot be timed: the clock of its loop failed")
                .hasCause(error);
        assertThat(reported).containsExactly(CLOCK + error);
    }
}
