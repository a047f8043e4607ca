package dev.loopbridge.loop.bridge;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop lives long, and its subscriptions come and go: it keeps nothing of those that are over. */
class ForgottenSubscriptionTest {
    private final VirtualEventLoop time = VirtualEventLoop.create();
    private final EventLoop loop = time.loop();

    @AfterEach
    void close() {
        time.close();
    }

    private static void assertCollected(WeakReference<?> gone) {
        Awaitility.await().pollInSameThread().until(() -> {
            System.gc();
            return gone.get() == null;
        });
    }

    private WeakReference<Recorder> completed() {
        Recorder recorder = new Recorder();
        Launch.<Object>submit(loop, () -> 1).subscribe(recorder);
        time.runReady();
        assertThat(recorder.signals).containsExactly(1, "complete");
        return new WeakReference<>(recorder);
    }

    private WeakReference<Recorder> cancelled() {
        Recorder recorder = new Recorder();
        Launch.<Object>submit(loop, () -> await(Tasks.sleep(Duration.ofDays(1), 1)))
                .subscribe(recorder);
        time.runReady();
        recorder.subscription().cancel();
        time.runReady();
        return new WeakReference<>(recorder);
    }

    private WeakReference<HandOverRecorder> handedOver() {
        HandOverRecorder recorder = new HandOverRecorder(loop, 8).begun();
        recorder.finish(null);
        time.runReady();
        assertThat(recorder.signals).containsExactly("complete");
        return new WeakReference<>(recorder);
    }

    @Test
    void completion_ofASubscription_isTheLastTheLoopKnowsOfIt() {
        assertCollected(completed());
    }

    @Test
    void cancel_ofASubscription_isTheLastTheLoopKnowsOfIt() {
        assertCollected(cancelled());
    }

    @Test
    void completion_ofAHandOver_isTheLastTheLoopKnowsOfIt() {
        assertCollected(handedOver());
    }
}
