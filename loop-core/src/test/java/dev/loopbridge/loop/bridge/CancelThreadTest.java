package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.Elsewhere;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gives a body that is to end the time to unwind: a thread that may block, or nobody. */
class CancelThreadTest {
    private static final Duration FAR = Duration.ofDays(1);

    private final List<String> reported = Collections.synchronizedList(new ArrayList<>());
    private final VirtualEventLoop time = VirtualEventLoop.create(EventLoop.builder()
            .exceptionHandler((where, context) -> reported.add(context.message() + ": " + context.exception())));
    private final EventLoop loop = time.loop();
    private final Recorder recorder = new Recorder();
    private final List<Runnable> jobs = new ArrayList<>();
    private final List<String> unwound = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        time.close();
        assertThat(reported).isEmpty();
    }

    /** Its one subscriber has had an element and asked for no other; from now on its thread must not block. */
    private void subscribeToOneOfTwo(LaunchOptions options) {
        recorder.first = 1;
        Generator<Object> body = out -> {
            try {
                out.emit(1);
                out.emit(2);
            } finally {
                await(Tasks.sleep(Duration.ofSeconds(1)));
                unwound.add("unwound");
            }
        };
        Launch.runUntilComplete(loop, body, options).subscribe(recorder);
        assertThat(recorder.signals).containsExactly(1);
        recorder.mayBlock = false;
    }

    @Test
    void cancel_onAThreadThatMayBlock_givesTheGrace() {
        subscribeToOneOfTwo(LaunchOptions.defaults());
        recorder.mayBlock = true;

        recorder.subscription().cancel();

        assertThat(unwound).containsExactly("unwound");
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void cancel_onAThreadThatMustNotBlock_closesAtOnce() {
        subscribeToOneOfTwo(LaunchOptions.defaults());

        recorder.subscription().cancel();

        assertThat(unwound).isEmpty();
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void cancel_whereBlockingIsAllowed_givesTheGraceOnAnyThread() {
        subscribeToOneOfTwo(LaunchOptions.defaults().allowBlocking());

        recorder.subscription().cancel();

        assertThat(unwound).containsExactly("unwound");
    }

    @Test
    void cancel_whereItIsOffloaded_givesTheGraceThere() {
        subscribeToOneOfTwo(LaunchOptions.defaults().offload(jobs::add));

        recorder.subscription().cancel();
        assertThat(loop.isClosed()).isFalse();
        jobs.remove(0).run();

        assertThat(unwound).containsExactly("unwound");
        assertThat(loop.isClosed()).isTrue();
        assertThat(jobs).isEmpty();
    }

    @Test
    void cancel_whereTheExecutorRefuses_closesAtOnce() {
        subscribeToOneOfTwo(LaunchOptions.defaults().offload(job -> {
            throw new RejectedExecutionException("full");
        }));

        recorder.subscription().cancel();

        assertThat(unwound).isEmpty();
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void cancel_onAThreadThatMayBlock_isNotOffloaded() {
        subscribeToOneOfTwo(LaunchOptions.defaults().offload(jobs::add));
        recorder.mayBlock = true;

        recorder.subscription().cancel();

        assertThat(jobs).isEmpty();
        assertThat(unwound).containsExactly("unwound");
    }

    /** The thread that runs it gives the grace, so that none is taken for that. */
    @Test
    void cancel_whileTheLoopRunsElsewhere_isNotOffloadedAndGivesTheGrace() {
        Launch.<Object>runUntilComplete(
                        loop,
                        () -> {
                            recorder.mayBlock = false;
                            Elsewhere.start("canceller", () -> {
                                        recorder.subscription().cancel();
                                        return true;
                                    })
                                    .await();
                            try {
                                return await(Tasks.sleep(FAR, 1));
                            } finally {
                                await(Tasks.sleep(Duration.ofSeconds(1)));
                                unwound.add("unwound");
                            }
                        },
                        LaunchOptions.defaults().offload(jobs::add))
                .subscribe(recorder);

        assertThat(jobs).isEmpty();
        assertThat(unwound).containsExactly("unwound");
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void mayBlock_throwingAtACancel_isReportedAndCountsAsNo() {
        subscribeToOneOfTwo(LaunchOptions.defaults());
        recorder.onMayBlock = () -> {
            throw new IllegalStateException("thrown");
        };

        recorder.subscription().cancel();

        assertThat(unwound).isEmpty();
        assertThat(loop.isClosed()).isTrue();
        assertThat(reported)
                .containsExactly("Exception in the question whether a thread may block, to " + recorder
                        + ": java.lang.IllegalStateException: thrown");
        reported.clear();
    }

    /** {@return a body that leaves a task behind, which takes {@code cleanUp} to unwind} */
    private Generator<Object> leavingATaskBehind(Duration cleanUp) {
        return out -> {
            EventLoops.getRunningLoop().createTask(() -> {
                try {
                    return await(Tasks.sleep(FAR, 1));
                } finally {
                    await(Tasks.sleep(cleanUp));
                    unwound.add("unwound");
                }
            });
            Tasks.yieldNow();
            out.emit(1);
        };
    }

    @Test
    void completion_onAThreadThatMayBlock_givesTheGraceToWhatIsLeft() {
        Launch.run(leavingATaskBehind(Duration.ofNanos(1)), LaunchOptions.defaults())
                .subscribe(recorder);

        assertThat(recorder.signals).containsExactly(1, "complete");
        assertThat(unwound).containsExactly("unwound");
    }

    @Test
    void completion_onAThreadThatMustNotBlock_doesNotWaitForWhatIsLeft() {
        recorder.onNext = item -> recorder.mayBlock = false;

        Launch.run(leavingATaskBehind(FAR), LaunchOptions.defaults().grace(FAR)).subscribe(recorder);

        assertThat(recorder.signals).containsExactly(1, "complete");
        assertThat(unwound).isEmpty();
    }
}
