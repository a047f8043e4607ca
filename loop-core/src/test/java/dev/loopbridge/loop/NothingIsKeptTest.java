package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.bridge.LoopScheduling;
import dev.loopbridge.loop.bridge.LoopWorker;
import dev.loopbridge.loop.bridge.ScheduledWork;
import dev.loopbridge.loop.testing.LeakFree;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was captured for work that will not run, or has run, is let go of at once: on a loop whose thread is held meanwhile. */
@ExtendWith(LeakFree.class)
class NothingIsKeptTest {
    private static final int MOST_COLLECTIONS = 50;

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final EventLoopThread host =
            EventLoopThread.start(EventLoop.builder().maxPending(3).build());
    private final EventLoop loop = host.loop();
    private final List<Object> handles = new ArrayList<>();

    @AfterEach
    void close() {
        go.countDown();
        host.close();
    }

    private void hold() {
        loop.execute(() -> {
            held.countDown();
            Elsewhere.await(go);
        });
        Elsewhere.await(held);
    }

    private static boolean isGone(WeakReference<?> captured) {
        for (int i = 0; i < MOST_COLLECTIONS && captured.get() != null; i++) {
            System.gc();
        }
        return captured.get() == null;
    }

    private static Runnable using(Object captured) {
        return () -> assertThat(captured).isNotNull();
    }

    private WeakReference<Object> cancelledHandle() {
        Object captured = new Object();
        Handle handle = loop.callSoonThreadsafe(using(captured));
        handles.add(handle);
        handle.cancel();
        return new WeakReference<>(captured);
    }

    private WeakReference<Object> cancelledTimer() {
        Object captured = new Object();
        Handle handle = loop.callLater(Duration.ofHours(1), using(captured));
        handles.add(handle);
        handle.cancel();
        return new WeakReference<>(captured);
    }

    private static final class Work extends ScheduledWork {
        private Object captured;

        Work(Object captured) {
            this.captured = captured;
        }

        @Override
        protected void perform() {}

        @Override
        protected void abandon(RejectedExecutionException rejected) {}

        @Override
        protected void release() {
            captured = null;
        }

        @Override
        public String toString() {
            return "work with " + captured;
        }
    }

    private WeakReference<Object> scheduled(LoopWorker worker, long delayNanos) {
        Object captured = new Object();
        Work work = new Work(captured);
        worker.schedule(work, delayNanos);
        handles.add(work);
        return new WeakReference<>(captured);
    }

    private void disposeLast() {
        ((ScheduledWork) handles.get(handles.size() - 1)).dispose();
    }

    @Test
    void cancel_ofAHandle_dropsTheCallback() {
        hold();

        WeakReference<Object> captured = cancelledHandle();

        assertThat(isGone(captured)).isTrue();
        assertThat(handles).map(Object::toString).containsExactly("<Handle cancelled>");
    }

    @Test
    void cancel_ofATimer_dropsTheCallback() {
        hold();

        assertThat(isGone(cancelledTimer())).isTrue();
    }

    @Test
    void dispose_ofWork_dropsWhatItCaptured() {
        hold();
        WeakReference<Object> captured =
                scheduled(LoopScheduling.borrowing(loop).direct(), 0);

        disposeLast();

        assertThat(isGone(captured)).isTrue();
    }

    @Test
    void dispose_ofTimedWork_dropsWhatItCaptured() {
        hold();
        WeakReference<Object> captured =
                scheduled(LoopScheduling.borrowing(loop).direct(), TimeUnit.HOURS.toNanos(1));

        disposeLast();

        assertThat(isGone(captured)).isTrue();
    }

    @Test
    void dispose_ofAWorker_dropsWhatAllItsWorkCaptured() {
        hold();
        LoopWorker worker = LoopScheduling.borrowing(loop).createWorker();
        WeakReference<Object> atOnce = scheduled(worker, 0);
        WeakReference<Object> timed = scheduled(worker, TimeUnit.HOURS.toNanos(1));

        worker.dispose();

        assertThat(isGone(atOnce)).isTrue();
        assertThat(isGone(timed)).isTrue();
    }

    @Test
    void perform_ofWork_dropsWhatItCaptured() {
        WeakReference<Object> captured =
                scheduled(LoopScheduling.borrowing(loop).createWorker(), 0);
        Loops.awaitTurns(loop);

        assertThat(isGone(captured)).isTrue();
    }

    @Test
    void cancel_ofWhatWaits_makesRoomInAFullLoop() {
        hold();

        for (int i = 0; i < 20; i++) {
            loop.callSoonThreadsafe(() -> {}).cancel();
            loop.callLater(Duration.ofHours(1), () -> {}).cancel();
        }

        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void dispose_ofWhatWaits_makesRoomInAFullLoopAndIsNotPending() {
        LoopScheduling scheduling = LoopScheduling.borrowing(loop);
        hold();

        for (int i = 0; i < 20; i++) {
            scheduled(scheduling.direct(), i % 2);
            disposeLast();
        }

        assertThat(scheduling.pending()).isZero();
    }

    private WeakReference<Object> executed(EventLoop busy) {
        Object captured = new Object();
        busy.execute(using(captured));
        return new WeakReference<>(captured);
    }

    @Test
    void execute_onALoopThatNeverSleeps_isNotKept() {
        Runnable[] again = {null};
        again[0] = () -> {
            if (go.getCount() > 0) {
                loop.callSoon(again[0]);
            }
        };
        loop.execute(again[0]);

        WeakReference<Object> captured = executed(loop);
        Loops.awaitTurns(loop);

        assertThat(isGone(captured)).isTrue();
    }

    @Test
    void toString_ofACancelledHandleInDebugMode_saysWhatItWas() {
        try (EventLoop watched = EventLoop.builder().debug(true).build()) {
            Runnable callback = new Runnable() {
                @Override
                public void run() {}

                @Override
                public String toString() {
                    return "callback";
                }
            };
            Handle handle = watched.callSoon(callback);

            handle.cancel();

            assertThat(handle.toString())
                    .startsWith("<Handle cancelled callback created at")
                    .endsWith(">");
        }
    }
}
