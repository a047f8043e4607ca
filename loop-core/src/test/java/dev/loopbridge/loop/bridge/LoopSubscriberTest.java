package dev.loopbridge.loop.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subscriber that has no more than it must. */
class LoopSubscriberTest {
    private final VirtualEventLoop time = VirtualEventLoop.create();
    private final EventLoop loop = time.loop();
    private final Plain plain = new Plain();

    @AfterEach
    void close() {
        time.close();
    }

    private static final class Plain implements LoopSubscriber<Object> {
        private final List<Object> signals = new ArrayList<>();
        private LoopSubscription subscription;

        @Override
        public void onSubscribe(LoopSubscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onNext(Object item) {
            signals.add(item);
        }

        @Override
        public void onError(Throwable error) {
            signals.add(error);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }

        @Override
        public void onDiscard(Object item) {
            signals.add("discarded " + item);
        }

        @Override
        public void onErrorDropped(Throwable error) {
            signals.add("dropped " + error);
        }

        @Override
        public boolean mayBlock() {
            return true;
        }
    }

    @Test
    void tryOnNext_byDefault_takesEachAndUsesTheDemand() {
        Launch.submit(loop, out -> {
                    for (int n = 1; n <= 3; n++) {
                        out.emit(n);
                    }
                })
                .subscribe(plain);

        plain.subscription.request(2);
        time.runReady();

        assertThat(plain.signals).containsExactly(1, 2);
        plain.subscription.cancel();
        time.runReady();
    }

    @Test
    void waitsHere_byDefault_isNotRefusedOnTheLoopItself() {
        loop.callSoon(() -> {
            Launch.<Object>submit(loop, () -> 1).subscribe(plain);
            plain.subscription.request(1);
        });

        time.runReady();

        assertThat(plain.signals).containsExactly(1, "complete");
    }
}
