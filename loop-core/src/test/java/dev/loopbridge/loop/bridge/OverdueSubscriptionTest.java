package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Elsewhere;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscriptions to a loop that is to close, and whose thread somebody keeps: they end all the same, elsewhere. */
class OverdueSubscriptionTest {
    private static final Duration FAR = Duration.ofDays(1);

    private final List<Object> reported = Collections.synchronizedList(new ArrayList<>());
    private final VirtualEventLoop time =
            VirtualEventLoop.create(EventLoop.builder().exceptionHandler((where, context) -> reported.add(context)));
    private final EventLoop loop = time.loop();
    private final Recorder recorder = new Recorder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Thread> toldOn = Collections.synchronizedList(new ArrayList<>());

    {
        recorder.onEnd = end -> {
            toldOn.add(Thread.currentThread());
            ended.countDown();
        };
    }

    @AfterEach
    void close() {
        loop.close();
        assertThat(reported).isEmpty();
    }

    /** Keeps the loop's thread through a shutdown, until {@code recorder} was told. */
    private void keepUntilTold() {
        loop.shutdown(Duration.ZERO);
        Elsewhere.await(ended);
    }

    /** As for the recorder, of another subscription. */
    private void keepUntilAnotherIsTold() {
        Recorder other = new Recorder();
        CountDownLatch otherEnded = new CountDownLatch(1);
        other.onEnd = end -> otherEnded.countDown();
        Launch.<Object>submit(loop, () -> await(Tasks.sleep(FAR, 1))).subscribe(other);
        loop.callSoon(() -> {
            loop.shutdown(Duration.ZERO);
            Elsewhere.await(otherEnded);
        });
        loop.runForever();
    }

    private void assertToldElsewhere() {
        assertThat(recorder.signals).singleElement().isInstanceOf(LoopClosedException.class);
        assertThat(toldOn).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void submit_loopKept_isToldElsewhereOnce() {
        Launch.<Object>submit(loop, () -> await(Tasks.sleep(FAR, 1))).subscribe(recorder);
        loop.callSoon(this::keepUntilTold);

        loop.runForever();

        assertToldElsewhere();
    }

    @Test
    void runUntilComplete_loopKeptByItsBody_isToldElsewhereOnce() {
        Launch.runUntilComplete(
                        loop,
                        () -> {
                            keepUntilTold();
                            return await(Tasks.sleep(FAR, 1));
                        },
                        LaunchOptions.defaults())
                .subscribe(recorder);

        assertToldElsewhere();
    }

    @Test
    void delay_loopKept_isToldElsewhereOnce() {
        Launch.delay(loop, FAR).subscribe(recorder.ofLongs());
        loop.callSoon(this::keepUntilTold);

        loop.runForever();

        assertToldElsewhere();
    }

    @Test
    void fromTask_loopKept_isToldElsewhereOnce() {
        Launch.<Object>fromTask(loop.createTask(() -> await(Tasks.sleep(FAR, 1))), /* suppressCancel= */ true)
                .subscribe(recorder);
        loop.callSoon(this::keepUntilTold);

        loop.runForever();

        assertToldElsewhere();
    }

    /** What the body gives after that has nobody to go to. */
    @Test
    void submit_bodyKeepsTheLoopAndGivesAnElement_discardsIt() {
        recorder.first = 0;
        Launch.submit(loop, () -> {
                    keepUntilTold();
                    return "late";
                })
                .subscribe(recorder);

        loop.runForever();

        assertThat(recorder.signals).hasSize(2).endsWith("discarded late");
        assertThat(recorder.signals.get(0)).isInstanceOf(LoopClosedException.class);
    }

    /** It has all that it needs of the loop. */
    @Test
    void submit_holdingItsLastElement_isNotToldAndGivesIt() {
        recorder.first = 0;
        Launch.submit(loop, () -> "held").subscribe(recorder);
        time.runReady();
        keepUntilAnotherIsTold();
        assertThat(recorder.signals).isEmpty();

        recorder.subscription().request(1);

        assertThat(recorder.signals).containsExactly("held", "complete");
    }

    @Test
    void fromTask_ofOneThatIsDone_needsNoLoopAndIsNotTold() {
        Task<Object> done = loop.createTask(() -> "done");
        time.runReady();
        recorder.first = 0;
        Launch.fromTask(done, /* suppressCancel= */ false).subscribe(recorder);
        keepUntilAnotherIsTold();

        recorder.subscription().request(1);

        assertThat(recorder.signals).containsExactly("done", "complete");
    }

    @Test
    void shutdown_cancelledBefore_isSilent() {
        Launch.<Object>submit(loop, () -> await(Tasks.sleep(FAR, 1))).subscribe(recorder);
        recorder.subscription().cancel();

        keepUntilAnotherIsTold();

        assertThat(recorder.signals).isEmpty();
    }

    /** The element under way is signalled to its end first: signals come one at a time. */
    @Test
    void submit_loopKeptByOnNext_isToldBehindTheElement() {
        List<Object> within = new ArrayList<>();
        recorder.onNext = item -> {
            loop.shutdown(Duration.ZERO);
            Awaitility.await().until(() -> recorder.subscription().isTerminated());
            within.addAll(recorder.signals);
        };
        Launch.submit(loop, out -> {
                    out.emit(1);
                    await(Tasks.sleep(FAR, 1));
                })
                .subscribe(recorder);

        loop.runForever();

        assertThat(within).containsExactly(1);
        assertThat(recorder.signals).hasSize(2).startsWith(1);
        assertThat(recorder.signals.get(1)).isInstanceOf(LoopClosedException.class);
    }
}
