package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SchedulingTest {
    private final EventLoop loop = EventLoop.create();
    private final List<String> trace = new ArrayList<>();

    private void iterate() {
        loop.stop();
        loop.runForever();
    }

    @Test
    void schedule_manyWays_runInOrderOfCall() {
        loop.callSoon(() -> trace.add("1"));
        loop.execute(() -> trace.add("2"));
        loop.createTask(() -> trace.add("3"));
        Elsewhere.run("other", () -> loop.callSoonThreadsafe(() -> trace.add("4")));
        loop.callSoon(() -> trace.add("5"));

        iterate();

        assertThat(trace).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void submit_amongCallbacksFromElsewhere_beginsBehindAllThatCameMeanwhile() {
        Elsewhere.run("other", () -> {
            loop.execute(() -> {
                trace.add("1");
                Elsewhere.run("another", () -> loop.execute(() -> trace.add("3")));
            });
            loop.submit(() -> trace.add("4"));
            loop.execute(() -> trace.add("2"));
        });

        iterate();
        assertThat(trace).containsExactly("1", "2");
        iterate();

        assertThat(trace).containsExactly("1", "2", "3", "4");
    }

    @Test
    void callSoon_fromInsideACallback_runsInTheNextIteration() {
        loop.callSoon(() -> {
            trace.add("1");
            loop.callSoon(() -> trace.add("3"));
        });
        loop.callSoon(() -> trace.add("2"));

        iterate();
        assertThat(trace).containsExactly("1", "2");
        iterate();

        assertThat(trace).containsExactly("1", "2", "3");
    }

    @Test
    void callSoon_requeueingItself_doesNotStarveTimers() {
        FakeClock clock = new FakeClock();
        EventLoop timed = EventLoop.builder().clock(clock).build();
        timed.callLater(Duration.ofMillis(10), timed::stop);
        timed.callSoon(new Runnable() {
            @Override
            public void run() {
                trace.add("again");
                clock.advance(Duration.ofMillis(1));
                timed.callSoon(this);
            }
        });

        timed.runForever();

        assertThat(trace).hasSize(11);
    }

    @Test
    void callSoon_throwing_isReportedAndTheIterationGoesOn() {
        List<LoopExceptionHandler.Context> reported = new ArrayList<>();
        EventLoop reporting = EventLoop.builder()
                .exceptionHandler((of, context) -> reported.add(context))
                .build();
        Exception failure = new IllegalStateException("callback");
        Handle handle = reporting.callSoon(() -> {
            throw new IllegalStateException("callback");
        });
        reporting.callSoon(() -> trace.add("next"));

        reporting.stop();
        reporting.runForever();

        assertThat(trace).containsExactly("next");
        assertThat(reported).singleElement().satisfies(context -> {
            assertThat(context.message()).isEqualTo("Exception in callback " + handle);
            assertThat(context.exception()).hasMessage(failure.getMessage());
            assertThat(context.details()).containsOnlyKeys("handle").containsValue(handle);
        });
    }

    @Test
    void callSoon_throwingAFatalError_tearsThroughAndKeepsTheRest() {
        Error fatal = new Error("fatal");
        loop.callSoon(() -> {
            throw fatal;
        });
        loop.callSoon(() -> trace.add("rest"));

        assertThat(catchThrowable(loop::runForever)).isSameAs(fatal);
        assertThat(loop.isRunning()).isFalse();
        iterate();

        assertThat(trace).containsExactly("rest");
    }

    @Test
    void cancel_inTheSnapshot_skipsIt() {
        Handle[] second = new Handle[1];
        loop.callSoon(() -> second[0].cancel());
        second[0] = loop.callSoon(() -> trace.add("second"));

        iterate();

        assertThat(trace).isEmpty();
        assertThat(second[0].isCancelled()).isTrue();
    }

    @Test
    void cancel_afterTheRun_onlySaysSo() {
        Handle handle = loop.callSoon(() -> trace.add("ran"));
        iterate();

        handle.cancel();

        assertThat(handle.isCancelled()).isTrue();
        assertThat(trace).containsExactly("ran");
    }

    @Test
    void callSoonThreadsafe_fromFourThreads_isFifoForEach() {
        int each = 5_000;
        List<int[]> arrived = new ArrayList<>();

        Loops.whileRunning(loop, running -> {
            CountDownLatch all = new CountDownLatch(4 * each);
            List<Elsewhere<Boolean>> posters = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int poster = i;
                posters.add(Elsewhere.start("poster " + i, () -> {
                    for (int k = 0; k < each; k++) {
                        int number = k;
                        running.callSoonThreadsafe(() -> {
                            arrived.add(new int[] {poster, number});
                            all.countDown();
                        });
                    }
                    return true;
                }));
            }
            posters.forEach(Elsewhere::await);
            Elsewhere.await(all);
        });

        int[] next = new int[4];
        for (int[] item : arrived) {
            assertThat(item[1]).isEqualTo(next[item[0]]++);
        }
        assertThat(next).containsExactly(each, each, each, each);
    }

    @Test
    void callSoonThreadsafe_sleepingLoop_isWokenEachTime() {
        Loops.whileRunning(loop, running -> {
            for (int i = 0; i < 2_000; i++) {
                CountDownLatch ran = new CountDownLatch(1);
                running.callSoonThreadsafe(ran::countDown);
                Elsewhere.await(ran);
            }
        });
    }

    @Test
    void maxPending_reached_isRefused() {
        EventLoop small = EventLoop.builder().name("small").maxPending(2).build();
        small.execute(() -> trace.add("1"));
        small.callSoonThreadsafe(() -> trace.add("2"));

        assertThatThrownBy(() -> small.execute(() -> trace.add("3")))
                .isExactlyInstanceOf(RejectedExecutionException.class)
                .hasMessage(
                        "Event loop \"small\" has 2 submissions waiting, its maxPending; slow down, or allow more in"
                                + " its builder");
        small.stop();
        small.runForever();

        assertThat(trace).containsExactly("1", "2");
        small.execute(() -> {});
    }

    @Test
    void maxPending_zero_isRefused() {
        assertThatThrownBy(() -> EventLoop.builder().maxPending(0))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxPending must be >= 1, was 0");
    }

    @Test
    void callSoon_fromAnotherThreadInDebugMode_isRefused() {
        EventLoop debug = EventLoop.builder().name("api").debug(true).build();
        String mine = Thread.currentThread().getName();

        Loops.whileRunning(debug, running -> {
            assertThatThrownBy(() -> running.callSoon(() -> {}))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("Non-thread-safe operation invoked on an event loop other than the current one: "
                            + "callSoon() on loop \"api\" from thread \"" + mine
                            + "\"; use callSoonThreadsafe() or submit()");
            assertThatThrownBy(() -> running.callLater(Duration.ZERO, () -> {}))
                    .hasMessage("Non-thread-safe operation invoked on an event loop other than the current one: "
                            + "callLater() or callAt() on loop \"api\" from thread \"" + mine
                            + "\"; use callSoonThreadsafe() or submit()");
            running.callSoonThreadsafe(() -> {});
        });
    }

    @Test
    void interrupt_whileRunning_isKeptForTheEnd() {
        boolean interrupted = Elsewhere.call("home", () -> {
            Thread home = Thread.currentThread();
            loop.callSoon(home::interrupt);
            loop.callLater(Duration.ofMillis(1), loop::stop);
            loop.runForever();
            return Thread.interrupted();
        });

        assertThat(interrupted).isTrue();
    }

    @Test
    void nulls_everywhere_areRefusedByName() {
        assertThatThrownBy(() -> loop.callSoon(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("callback");
        assertThatThrownBy(() -> loop.callSoonThreadsafe(null)).hasMessage("callback");
        assertThatThrownBy(() -> loop.callLater(null, () -> {})).hasMessage("delay");
        assertThatThrownBy(() -> loop.callLater(Duration.ZERO, null)).hasMessage("callback");
        assertThatThrownBy(() -> loop.callAt(0, null)).hasMessage("callback");
        assertThatThrownBy(() -> loop.execute(null)).hasMessage("command");
        assertThatThrownBy(() -> loop.createTask(null)).hasMessage("body");
        assertThatThrownBy(() -> loop.submit(null)).hasMessage("body");
        assertThatThrownBy(() -> loop.onClose(null)).hasMessage("listener");
        assertThatThrownBy(() -> loop.shutdown(null)).hasMessage("grace");
        assertThat(loop.isClosed()).isFalse();
    }
}
