package dev.loopbridge.loop.testing;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.FreshJvm;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The tools for tests, each of which must fail when it should. */
class TestToolsTest {
    private static final Duration SHORTLY = Duration.ofMillis(50);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

    @Test
    void steps_inOrder_pass() {
        Steps steps = new Steps();

        steps.step(1);
        steps.step(2);
        steps.lastStep(3);
    }

    @Test
    void step_tooEarly_fails() {
        Steps steps = new Steps();
        steps.step(1);

        assertThatThrownBy(() -> steps.step(3))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("step 3 came after step 1");
        steps.step(2);
    }

    @Test
    void step_notTheFirst_fails() {
        assertThatThrownBy(() -> new Steps().step(2))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("step 2 came after step 0");
    }

    @Test
    void step_twice_fails() {
        Steps steps = new Steps();
        steps.step(1);

        assertThatThrownBy(() -> steps.step(1))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("step 1 came after step 1");
    }

    @Test
    void lastStep_outOfOrder_fails() {
        Steps steps = new Steps();
        steps.step(1);

        assertThatThrownBy(() -> steps.lastStep(3))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("step 3 came after step 1");
        steps.lastStep(2);
    }

    @Test
    void step_afterTheLast_fails() {
        Steps steps = new Steps();
        steps.step(1);
        steps.lastStep(2);

        assertThatThrownBy(() -> steps.step(3))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith("step 3 came after step 2");
        assertThatThrownBy(() -> steps.lastStep(3)).isExactlyInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> steps.step(Integer.MAX_VALUE)).isExactlyInstanceOf(AssertionError.class);
    }

    @Test
    void neverHere_always_fails() {
        Steps steps = new Steps();
        assertThatThrownBy(steps::neverHere)
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("came where nothing should, after step 0");
        steps.lastStep(1);

        assertThatThrownBy(steps::neverHere)
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith("came where nothing should, after step 1");
    }

    @Test
    void virtualTime_new_isZeroAndStandsStill() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            time.loop().callLater(SECOND, () -> trace.add("timer"));

            time.runReady();

            assertThat(time.loop().time()).isZero();
            assertThat(trace).isEmpty();
        }
    }

    @Test
    void runReady_whatBecomesReadyMeanwhile_runsToo() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            EventLoop loop = time.loop();
            loop.createTask(() -> {
                Tasks.yieldNow();
                loop.callSoon(() -> loop.callLater(Duration.ZERO, () -> trace.add("timer of now")));
                return 1;
            });

            time.runReady();

            assertThat(trace).containsExactly("timer of now");
        }
    }

    @Test
    void advance_severalTimers_runsEachAtItsOwnTime() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            EventLoop loop = time.loop();
            loop.callLater(SECOND, () -> {
                trace.add(loop.time());
                loop.callLater(SECOND, () -> trace.add(loop.time()));
            });
            loop.callLater(Duration.ofSeconds(4), () -> trace.add(loop.time()));

            time.advance(Duration.ofSeconds(3));

            assertThat(trace).containsExactly(1_000_000_000L, 2_000_000_000L);
            assertThat(loop.time()).isEqualTo(3_000_000_000L);
            time.advance(SECOND);
            assertThat(trace).endsWith(4_000_000_000L);
        }
    }

    @Test
    void advance_notFarEnough_runsNothing() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            time.loop().callLater(SECOND, () -> trace.add("timer"));

            time.advance(SECOND.minusNanos(1));
            assertThat(trace).isEmpty();
            time.advance(Duration.ofNanos(1));

            assertThat(trace).containsExactly("timer");
        }
    }

    @Test
    void advance_zero_runsWhatIsReady() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            time.loop().callSoon(() -> trace.add("ready"));

            time.advance(Duration.ZERO);

            assertThat(trace).containsExactly("ready");
        }
    }

    @Test
    void advance_negative_isRefused() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1)))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("duration must be >= 0, was PT-1S");
        }
    }

    @Test
    void advanceToNextTimer_always_stopsAtOneDeadline() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            EventLoop loop = time.loop();
            loop.callSoon(() -> trace.add("ready at " + loop.time()));
            loop.callLater(SECOND, () -> trace.add("first at " + loop.time()));
            loop.callLater(SECOND, () -> trace.add("second at " + loop.time()));
            loop.callLater(SECOND.plusNanos(1), () -> trace.add("third at " + loop.time()));

            assertThat(time.advanceToNextTimer()).isTrue();
            assertThat(trace).containsExactly("ready at 0", "first at 1000000000", "second at 1000000000");
            assertThat(time.advanceToNextTimer()).isTrue();
            assertThat(trace).endsWith("third at 1000000001");
            assertThat(time.advanceToNextTimer()).isFalse();
        }
    }

    @Test
    void advanceToNextTimer_cancelledTimer_isNone() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            time.loop().callLater(SECOND, () -> trace.add("timer")).cancel();

            assertThat(time.advanceToNextTimer()).isFalse();
            assertThat(time.loop().time()).isZero();
        }
    }

    @Test
    void runUntilComplete_sleeping_jumps() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            EventLoop loop = time.loop();

            long later = loop.runUntilComplete(() -> {
                await(Tasks.sleep(Duration.ofDays(365)));
                return loop.time();
            });

            assertThat(later).isEqualTo(Duration.ofDays(365).toNanos());
        }
    }

    @Test
    void virtualTime_otherThreadsWork_isWaitedFor() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            EventLoop loop = time.loop();
            CountDownLatch go = new CountDownLatch(1);
            Thread poster = new Thread(() -> {
                try {
                    go.await();
                    loop.callSoonThreadsafe(loop::stop);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            poster.start();
            loop.callSoon(go::countDown);

            loop.runForever();

            assertThat(loop.time()).isZero();
        }
    }

    @Test
    void runReadyAndAdvance_whileTheLoopRuns_areRefused() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            time.loop().callSoon(() -> {
                trace.add(catchThrowable(time::runReady).getMessage());
                trace.add(catchThrowable(() -> time.advance(SECOND)).getMessage());
                trace.add(catchThrowable(time::advanceToNextTimer).getMessage());
                time.loop().stop();
            });

            time.loop().runForever();

            assertThat(trace)
                    .containsExactly(
                            "This event loop is already running",
                            "This event loop is already running",
                            "This event loop is already running");
            assertThat(time.loop().time()).isZero();
        }
    }

    @Test
    void runReady_refusedOneInside_doesNotMakeTimeJump() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            EventLoop loop = time.loop();
            loop.callSoon(() -> trace.add(catchThrowable(time::runReady).getMessage()));
            loop.callLater(SECOND, () -> {
                trace.add("timer");
                loop.stop();
            });

            time.runReady();

            assertThat(trace).containsExactly("This event loop is already running");
            assertThat(loop.time()).isZero();
        }
    }

    @Test
    void runReady_afterOneThatThrew_goesOn() {
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            EventLoop loop = time.loop();
            Error fatal = new Error("fatal");
            loop.callSoon(() -> {
                throw fatal;
            });
            loop.callSoon(() -> trace.add("rest"));

            assertThat(catchThrowable(time::runReady)).isSameAs(fatal);
            assertThat(trace).isEmpty();
            time.runReady();

            assertThat(trace).containsExactly("rest");
            assertThat(loop.<Integer>runUntilComplete(() -> {
                        await(Tasks.sleep(SECOND));
                        return 1;
                    }))
                    .isEqualTo(1);
        }
    }

    @Test
    void close_always_closesTheLoop() {
        VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder().name("mine"));
        time.close();

        assertThat(time.loop().name()).isEqualTo("mine");
        assertThat(time.loop().isClosed()).isTrue();
        assertThatThrownBy(time::runReady).isExactlyInstanceOf(LoopClosedException.class);
    }

    @Test
    void create_null_isRefusedByName() {
        assertThatThrownBy(() -> VirtualEventLoop.create(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("builder");
    }

    @Test
    void check_nothingLeft_passes() {
        LoopLeaks leaks = LoopLeaks.watch();
        try (EventLoop loop = EventLoop.create()) {
            loop.runUntilComplete(() -> 1);
        }

        leaks.check();
    }

    @Test
    void check_openLoops_failsAndNamesEach() {
        LoopLeaks leaks = LoopLeaks.watch();
        EventLoop first = EventLoop.builder().name("first").build();
        EventLoop second = EventLoop.builder().name("second").build();
        EventLoop.create().close();

        assertThatThrownBy(() -> leaks.check(SHORTLY))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("left behind: loop \"first\" is open; loop \"second\" is open");
        first.close();
        second.close();
    }

    @Test
    void check_loopFromBefore_isNoneOfItsBusiness() {
        EventLoop before = EventLoop.create();
        LoopLeaks leaks = LoopLeaks.watch();

        leaks.check();
        before.close();
    }

    @Test
    void check_loopMadeAfterwards_isNoneOfItsBusiness() {
        LoopLeaks leaks = LoopLeaks.watch();
        leaks.check();
        EventLoop after = EventLoop.create();

        leaks.check();
        after.close();
    }

    @Test
    void check_loopOfAnotherThread_isFound() throws InterruptedException {
        LoopLeaks leaks = LoopLeaks.watch();
        Thread other =
                new Thread(() -> trace.add(EventLoop.builder().name("elsewhere").build()));
        other.start();
        other.join();

        assertThatThrownBy(() -> leaks.check(SHORTLY))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessage("left behind: loop \"elsewhere\" is open");
        ((EventLoop) trace.get(0)).close();
    }

    @Test
    void check_threadAlive_failsAndNamesIt() {
        LoopLeaks leaks = LoopLeaks.watch();
        CountDownLatch end = new CountDownLatch(1);
        Thread left = new Thread(() -> catchThrowable(end::await), "left over");
        left.start();

        Throwable failed = catchThrowable(() -> leaks.check(SHORTLY));

        end.countDown();
        assertThat(failed)
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith("left behind: thread \"left over\" is alive, at [")
                .hasMessageContaining("CountDownLatch.await");
    }

    /** As "Attach Listener" is, which comes when a tool asks for a dump. */
    @Test
    void check_threadOfTheJvmItself_isNoneOfItsBusiness() {
        LoopLeaks leaks = LoopLeaks.watch();
        CountDownLatch end = new CountDownLatch(1);
        ThreadGroup jvm = Thread.currentThread().getThreadGroup();
        while (jvm.getParent() != null) {
            jvm = jvm.getParent();
        }
        new Thread(jvm, () -> catchThrowable(end::await), "of the JVM").start();

        Throwable failed = catchThrowable(() -> leaks.check(SHORTLY));

        end.countDown();
        assertThat(failed).isNull();
    }

    @Test
    void check_threadThatIsAboutToEnd_isWaitedFor() {
        LoopLeaks leaks = LoopLeaks.watch();
        CountDownLatch end = new CountDownLatch(1);
        new Thread(() -> catchThrowable(end::await), "ending").start();
        new Thread(end::countDown, "ender").start();

        leaks.check();
    }

    @Test
    void check_hostNotClosed_failsAndNamesBoth() {
        LoopLeaks leaks = LoopLeaks.watch();
        EventLoopThread host = EventLoopThread.start("api");

        Throwable failed = catchThrowable(() -> leaks.check(SHORTLY));

        host.close();
        assertThat(failed)
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith("left behind: loop \"api\" is open; thread \"api\" is alive, at [");
    }

    private static EventLoop onThreads() {
        return EventLoop.builder().name("api").engine(CoroutineEngine.THREADS).build();
    }

    @Test
    void check_coroutineGivenUp_failsAndNamesItsThread() {
        try (EventLoop warmUp = onThreads()) {
            warmUp.runUntilComplete(() -> 1); // the pool has an idle thread now, from before the watch
        }
        LoopLeaks leaks = LoopLeaks.watch();
        EventLoop loop = onThreads();
        loop.createTask(() -> {
            for (; ; ) {
                try {
                    await(loop.createFuture());
                } catch (CoroutineExit swallowed) {
                    // and again
                }
            }
        });
        loop.stop();
        loop.runForever();
        loop.close();

        assertThatThrownBy(() -> leaks.check(SHORTLY))
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith("left behind: thread \"loopbridge-coroutine-");
    }

    @Test
    void check_pooledThreadsIdle_passes() {
        LoopLeaks leaks = LoopLeaks.watch();
        try (EventLoop loop = onThreads()) {
            loop.runUntilComplete(() -> {
                Task<Integer> child = loop.createTask(() -> {
                    Tasks.yieldNow();
                    return 1;
                });
                return await(child);
            });
        }

        leaks.check();
    }

    /** Its own main class, because what the JDK starts, it starts once. */
    static final class WatchesFirst {
        private WatchesFirst() {}

        public static void main(String[] args) {
            LoopLeaks leaks = LoopLeaks.watch();
            try (EventLoop loop = EventLoop.create()) {
                loop.runUntilComplete(() -> {
                    Tasks.yieldNow();
                    return 1;
                });
            }
            leaks.check();
            System.out.println("nothing left");
        }
    }

    @Test
    void check_threadsThatTheJdkStartedMeanwhile_passes() {
        assertThat(FreshJvm.run(WatchesFirst.class)).containsExactly("nothing left");
        assertThat(FreshJvm.run(WatchesFirst.class, "--add-opens", "java.base/java.lang=ALL-UNNAMED"))
                .containsExactly("nothing left");
    }
}
