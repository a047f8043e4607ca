package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.scheduler.Scheduler.Worker;

/** What its scheduler does to an operator between two steps of that operator's own. */
class PendingOperatorTest {
    private final EventLoop loop = EventLoop.create();
    private final Worker worker = LoopSchedulers.from(loop).createWorker();
    private final Operator operator = new Operator();

    /** As subscribeOn shows itself, stopped in the middle of what it does: its cancel has not disposed its worker yet. */
    private final class Operator implements CoreSubscriber<Integer>, Subscription, Runnable, Scannable {
        final Recorder<Integer> actual = Recorder.ofAll();
        int cancels;
        boolean cancelled;

        @Override
        @SuppressWarnings("rawtypes") // Scannable's
        public Object scanUnsafe(Attr key) {
            if (key == Attr.CANCELLED) {
                return cancelled;
            }
            return key == Attr.ACTUAL ? actual : key == Attr.RUN_ON ? worker : null;
        }

        @Override
        public void cancel() {
            cancels++;
        }

        @Override
        public void request(long n) {}

        @Override
        public void run() {}

        @Override
        public void onSubscribe(Subscription subscription) {}

        @Override
        public void onNext(Integer item) {}

        @Override
        public void onError(Throwable error) {
            actual.onError(error);
        }

        @Override
        public void onComplete() {}
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void close_withItsTimerPending_endsIt() {
        worker.schedule(operator, 1, TimeUnit.HOURS);

        loop.close();

        operator.actual.assertFailed(LoopClosedException.class);
    }

    @Test
    void close_asItIsCancelled_isSilent() {
        worker.schedule(operator, 1, TimeUnit.HOURS);
        operator.cancelled = true;

        loop.close();

        assertThat(operator.cancels).isZero();
        operator.actual.assertSilent();
    }

    @Test
    void schedule_ofTwoRequestsThatAreRefusedAtOnce_endsItOnce() {
        worker.schedule(operator);
        loop.runUntilComplete(() -> null);
        loop.close();

        worker.schedule(() -> operator.request(1));
        worker.schedule(() -> operator.request(1));

        assertThat(operator.cancels).isEqualTo(1);
        operator.actual.assertFailed(LoopClosedException.class);
    }
}
