package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable.QueueSubscription;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Scheduler.Worker;

/** The close of the loop against a refusal, at the moments that matter. */
class DrainTest {
    private final EventLoop loop = EventLoop.create();
    private final Scheduler scheduler = LoopSchedulers.from(loop);

    /** As publishOn shows itself; acts when it is asked whether it is cancelled, which is when it is about to be told. */
    private static final class Operator
            implements QueueSubscription<Integer>, CoreSubscriber<Integer>, Runnable, Scannable {
        final Recorder<Integer> actual = Recorder.ofAll();
        final List<RejectedExecutionException> refusals = new ArrayList<>();
        int cancels;
        int runs;
        boolean cancelled;
        Runnable onRun = () -> {};

        /** What comes in between, when it is asked for its worker: just before that watches the loop for it. */
        Runnable onRecognized = () -> {};

        private final Worker worker;
        private final boolean signalsMeanwhile;

        Operator(Worker worker, boolean signalsMeanwhile) {
            this.worker = worker;
            this.signalsMeanwhile = signalsMeanwhile;
        }

        void trySchedule() {
            try {
                worker.schedule(this);
            } catch (RejectedExecutionException refused) {
                refusals.add(refused);
                actual.onError(refused);
            }
        }

        @Override
        @SuppressWarnings("rawtypes") // Scannable's
        public Object scanUnsafe(Attr key) {
            if (key == Attr.CANCELLED && signalsMeanwhile) {
                trySchedule();
            }
            if (key == Attr.RUN_ON) {
                onRecognized.run();
            }
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
        public void run() {
            runs++;
            onRun.run();
        }

        @Override
        public void request(long n) {}

        @Override
        public int requestFusion(int requestedMode) {
            return 0;
        }

        @Override
        public Integer poll() {
            return null;
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public void clear() {}

        @Override
        public void onSubscribe(Subscription subscription) {}

        @Override
        public void onNext(Integer item) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}
    }

    @Test
    void close_whileTheOperatorSchedules_keepsTheRefusalFromIt() {
        Operator operator = new Operator(scheduler.createWorker(), /* signalsMeanwhile= */ true);
        operator.trySchedule();
        loop.runUntilComplete(() -> null);

        loop.close();

        assertThat(operator.refusals).isEmpty();
        assertThat(operator.cancels).isEqualTo(1);
        operator.actual.assertFailed(LoopClosedException.class);
    }

    @Test
    void close_afterTheOperatorWasRefused_tellsNobody() {
        Operator operator = new Operator(scheduler.createWorker(), /* signalsMeanwhile= */ false);
        loop.onClose(closed -> operator.trySchedule()); // before the drain's own listener
        operator.trySchedule();
        loop.runUntilComplete(() -> null);

        loop.close();

        assertThat(operator.refusals).hasSize(1);
        assertThat(operator.cancels).isZero();
        operator.actual.assertFailed(LoopClosedException.class);
    }

    @Test
    void schedule_afterARefusal_isRefusedAgain() {
        Operator operator = new Operator(scheduler.createWorker(), /* signalsMeanwhile= */ false);
        loop.onClose(
                closed -> { // before the drain's own listener
                    operator.trySchedule();
                    operator.trySchedule();
                });
        operator.trySchedule();
        loop.runUntilComplete(() -> null);

        loop.close();

        assertThat(operator.refusals).hasSize(2);
    }

    @Test
    void close_afterASignalOfItsOwnWasRefused_failsOnce() {
        Sinks.Many<Integer> sink = Sinks.many().multicast().directBestEffort();
        Recorder<Integer> recorder = Recorder.ofAll();
        loop.onClose(closed -> sink.tryEmitNext(1));
        Flux<Integer> chain = sink.asFlux().publishOn(scheduler);
        chain.subscribe(recorder);
        loop.runUntilComplete(() -> null);

        loop.close();

        recorder.assertFailed(RejectedExecutionException.class);
        assertThat(LoopClosedException.find(recorder.errors.get(0))).isPresent();
    }

    @Test
    void schedule_onAClosedLoop_isRefusedToTheOperator() {
        loop.close();
        Operator operator = new Operator(scheduler.createWorker(), /* signalsMeanwhile= */ false);

        operator.trySchedule();

        assertThat(operator.refusals).hasSize(1);
        operator.actual.assertFailed(LoopClosedException.class);
    }

    @Test
    void close_whenItsTaskHasRun_failsItAndRunsNothingAgain() {
        Operator operator = new Operator(scheduler.createWorker(), /* signalsMeanwhile= */ false);
        operator.trySchedule();
        loop.runUntilComplete(() -> null);

        loop.close();

        assertThat(operator.runs).isEqualTo(1);
        operator.actual.assertFailed(LoopClosedException.class);
    }

    @Test
    void close_whereTheRestEndsIt_doesNotFailIt() {
        Worker worker = scheduler.createWorker();
        Operator operator = new Operator(worker, /* signalsMeanwhile= */ false);
        operator.onRun = worker::dispose; // as publishOn does behind its terminal signal
        operator.trySchedule();

        loop.close();

        assertThat(operator.runs).isEqualTo(1);
        assertThat(operator.cancels).isZero();
        operator.actual.assertSilent();
    }

    @Test
    void close_onAnOperatorThatWasCancelled_isSilent() {
        Operator operator = new Operator(scheduler.createWorker(), /* signalsMeanwhile= */ false);
        operator.trySchedule();
        operator.cancelled = true;

        loop.close();

        assertThat(operator.cancels).isZero();
        operator.actual.assertSilent();
    }

    @Test
    void schedule_asTheWorkerIsDisposed_leavesNoListenerInTheLoop() {
        Worker worker = scheduler.createWorker();
        Operator operator = new Operator(worker, /* signalsMeanwhile= */ false);
        operator.onRecognized = worker::dispose;

        operator.trySchedule();

        assertThat(loop.shutdown(java.time.Duration.ZERO)
                        .toCompletableFuture()
                        .join()
                        .listenersTold())
                .isZero();
        assertThat(operator.cancels).isZero();
    }

    @Test
    void close_afterTheWorkerWasDisposed_tellsNobody() {
        Worker worker = scheduler.createWorker();
        Operator operator = new Operator(worker, /* signalsMeanwhile= */ false);
        operator.trySchedule();
        worker.dispose();

        loop.close();

        operator.actual.assertSilent();
        assertThat(loop.shutdown(java.time.Duration.ZERO)
                        .toCompletableFuture()
                        .join()
                        .listenersTold())
                .isZero();
    }
}
