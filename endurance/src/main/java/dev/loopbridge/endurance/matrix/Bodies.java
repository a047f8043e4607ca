package dev.loopbridge.endurance.matrix;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;

/** Coroutines and generators that do the work. */
final class Bodies {
    static final int BURST = 3;
    static final Duration HOUR = Duration.ofHours(1);

    private static final int STEPS = 5;

    private Bodies() {}

    static Coroutine<Object> one(Entry entry, Work work) {
        return () -> {
            begin(entry, work);
            return element(entry, work);
        };
    }

    static Generator<Object> many(Entry entry, Work work) {
        return out -> {
            begin(entry, work);
            for (int i = 0; i < (work == Work.BURST ? BURST : 1); i++) {
                out.emit(element(entry, work));
            }
        };
    }

    /** What takes steps has something to race with when it comes to the last of them. */
    private static void begin(Entry entry, Work work) {
        if (work == Work.STEPS) {
            for (int step = 1; step < STEPS; step++) {
                Tasks.yieldNow();
            }
        }
        entry.beginOn(EventLoops.getRunningLoop());
    }

    private static Object element(Entry entry, Work work) {
        switch (work) {
            case LATER -> await(Tasks.sleep(HOUR));
            case STEPS -> Tasks.yieldNow();
            case THROWS -> Failures.raise(entry);
            case QUICK, BURST -> {}
        }
        return entry.number();
    }
}
