package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a task captured is let go of when that is disposed, though nobody runs the loop; its handle may be kept. */
@ExtendWith(LeakFree.class)
class DisposedTasksTest {
    private static final int MOST_COLLECTIONS = 50;

    private final EventLoop loop = EventLoop.create();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final List<Object> kept = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private WeakReference<Object> captured(Function<Runnable, Disposable> schedule) {
        Object captured = new Object();
        Disposable handle = schedule.apply(() -> assertThat(captured).isNotNull());
        kept.add(handle);
        handle.dispose();
        return new WeakReference<>(captured);
    }

    private static boolean isGone(WeakReference<?> captured) {
        for (int i = 0; i < MOST_COLLECTIONS && captured.get() != null; i++) {
            System.gc();
        }
        return captured.get() == null;
    }

    @Test
    void dispose_ofATask_dropsWhatItCaptured() {
        assertThat(isGone(captured(use -> scheduler.scheduleDirect(use)))).isTrue();
        assertThat(kept).map(Object::toString).containsExactly("a task that is over");
    }

    @Test
    void dispose_ofATimedTask_dropsWhatItCaptured() {
        assertThat(isGone(captured(use -> scheduler.scheduleDirect(use, 1, TimeUnit.DAYS))))
                .isTrue();
    }

    @Test
    void dispose_ofAWorker_dropsWhatItsTasksCaptured() {
        Scheduler.Worker worker = scheduler.createWorker();
        WeakReference<Object> captured = scheduled(worker);

        worker.dispose();

        assertThat(isGone(captured)).isTrue();
    }

    private WeakReference<Object> scheduled(Scheduler.Worker worker) {
        Object captured = new Object();
        kept.add(worker.schedule(() -> assertThat(captured).isNotNull()));
        return new WeakReference<>(captured);
    }
}
