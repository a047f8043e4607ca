package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A driven subscription whose subscriber calls while the loop's owner runs it. */
class SharedRunTest {
    private static final Generator<Object> THREE = out -> {
        out.emit("one");
        out.emit("two");
        Tasks.yieldNow();
        out.emit("three");
    };

    private final List<Object> reported = new ArrayList<>();
    private final EventLoop loop = EventLoop.builder()
            .exceptionHandler((where, context) -> reported.add(context))
            .build();
    private final Recorder recorder = new Recorder();
    private final CountDownLatch over = new CountDownLatch(1);

    /** Whether the request left its thread's interrupt up. */
    private volatile boolean interrupted;

    @AfterEach
    void nothingIsReported() {
        loop.close();
        assertThat(reported).isEmpty();
    }

    private void subscribeToOne() {
        recorder.first = 1;
        Launch.runUntilComplete(loop, THREE, LaunchOptions.defaults()).subscribe(recorder);
        assertThat(recorder.signals).containsExactly("one");
    }

    private Thread requester(long n) {
        return new Thread(() -> {
            recorder.subscription().request(n);
            interrupted = Thread.interrupted();
            over.countDown();
        });
    }

    private void awaitReturnOrWait(Thread requester) {
        await().until(() -> requester.getState() == Thread.State.WAITING || over.getCount() == 0);
    }

    /** Runs the loop as its owner, until the request has returned. */
    private void runUntilReturned(Thread requester) {
        loop.callSoon(requester::start);
        CompletableFuture.runAsync(() -> {
            pass(over);
            recorder.signals.add("returned");
            loop.callSoonThreadsafe(loop::stop);
        });
        loop.runForever();
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void request_whileTheOwnerRuns_goesOnWhereTheOwnerStops() throws InterruptedException {
        subscribeToOne();
        Thread requester = requester(2);

        loop.runUntilComplete(() -> {
            requester.start();
            awaitReturnOrWait(requester);
            return null;
        });
        requester.join();

        assertThat(recorder.signals).containsExactly("one", "two", "three", "complete");
    }

    @Test
    void request_whileTheOwnerRuns_returnsOnceNobodyNeedsTheLoop() {
        subscribeToOne();

        runUntilReturned(requester(1));

        assertThat(recorder.signals).containsExactly("one", "two", "returned");
    }

    @Test
    void request_whileTheOwnerRunsABodyThatTakesItsTime_returnsOnceThatWaitsAgain() {
        recorder.first = 1;
        Launch.runUntilComplete(
                        loop,
                        out -> {
                            out.emit("one");
                            out.emit("two");
                            for (int n = 0; n < 20; n++) {
                                Tasks.yieldNow();
                            }
                            recorder.signals.add("waits again");
                            out.emit("three");
                        },
                        LaunchOptions.defaults())
                .subscribe(recorder);

        runUntilReturned(requester(1));

        assertThat(recorder.signals).containsExactly("one", "two", "waits again", "returned");
    }

    @Test
    void request_forTheLastWhileTheOwnerRuns_returnsAfterTheEnd() {
        subscribeToOne();

        runUntilReturned(requester(2));

        assertThat(recorder.signals).containsExactly("one", "two", "three", "complete", "returned");
    }

    @Test
    void request_inASignalOfTheOwnersRun_doesNotWaitForItself() {
        subscribeToOne();
        recorder.onNext = element -> recorder.subscription().request(1);

        loop.callSoon(() -> recorder.subscription().request(1));
        recorder.onEnd = end -> loop.stop();
        loop.runForever();

        assertThat(recorder.signals).containsExactly("one", "two", "three", "complete");
    }

    @Test
    void request_interruptedWhileItWaits_waitsOnAndLeavesTheInterruptUp() throws InterruptedException {
        subscribeToOne();
        Thread requester = requester(2);

        loop.runUntilComplete(() -> {
            requester.start();
            awaitReturnOrWait(requester);
            requester.interrupt();
            await().until(() -> requester.getState() == Thread.State.WAITING && !requester.isInterrupted());
            return null;
        });
        requester.join();

        assertThat(recorder.signals).containsExactly("one", "two", "three", "complete");
        assertThat(interrupted).isTrue();
    }

    @Test
    void request_whileARunEndsInTheClose_isEndedByIt() throws InterruptedException {
        subscribeToOne();
        Thread requester = requester(2);

        loop.callSoon(() -> {
            requester.start();
            awaitReturnOrWait(requester);
            loop.shutdown(Duration.ZERO);
        });
        loop.runForever();
        requester.join();

        // on a busy machine the end is told by who looks after the shutdown, ahead of the close
        assertThat(recorder.signals).hasSize(3).startsWith("one").contains("discarded two");
        assertThat(recorder.signals)
                .filteredOn(LoopClosedException.class::isInstance)
                .hasSize(1);
    }

    @Test
    void request_inASignalToAnotherInTheOwnersRun_doesNotWaitForItself() {
        Recorder other = new Recorder();
        other.first = 1;
        Launch.runUntilComplete(loop, THREE, LaunchOptions.defaults()).subscribe(other);
        subscribeToOne();
        recorder.onNext = element -> other.subscription().request(2);
        other.onEnd = end -> loop.stop();

        loop.callSoon(() -> recorder.subscription().request(2));
        loop.runForever();

        assertThat(recorder.signals).containsExactly("one", "two", "three", "complete");
        assertThat(other.signals).containsExactly("one", "two", "three", "complete");
    }

    @Test
    void completion_whileAnotherIsDriven_isSignalledBeforeTheOtherGoesOn() {
        List<Object> told = new ArrayList<>();
        Recorder other = new Recorder();
        other.onEnd = told::add;
        recorder.onNext = element -> {
            told.add(element);
            if (element.equals("one")) {
                Launch.runUntilComplete(loop, out -> out.emit("other"), LaunchOptions.defaults())
                        .subscribe(other);
            }
        };

        Launch.runUntilComplete(
                        loop,
                        out -> {
                            out.emit("one");
                            Tasks.yieldNow();
                            Tasks.yieldNow();
                            out.emit("two");
                        },
                        LaunchOptions.defaults())
                .subscribe(recorder);

        assertThat(told).containsExactly("one", "complete", "two");
    }

    @Test
    void request_inASignalOfAnotherRun_doesNotWaitAndIsServedAllTheSame() {
        subscribeToOne();
        Recorder other = new Recorder();
        other.onNext = element -> {
            recorder.subscription().request(2);
            over.countDown();
        };
        CountDownLatch runs = new CountDownLatch(1);
        CompletableFuture<Void> owner = CompletableFuture.runAsync(() -> loop.runUntilComplete(() -> {
            runs.countDown();
            pass(over); // as if it needed the thread that requests
            return null;
        }));
        pass(runs);

        Launch.run(out -> out.emit("other"), LaunchOptions.defaults()).subscribe(other);
        owner.join();

        await().until(() -> recorder.signals.contains("complete"));
        assertThat(recorder.signals).containsExactly("one", "two", "three", "complete");
        assertThat(other.signals).containsExactly("other", "complete");
        await().until(() -> !loop.isRunning());
    }
}
