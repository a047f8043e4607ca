package dev.loopbridge.endurance.everywhere;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What the library owes to whom it took something from: to tell each exactly once. For one cell. */
final class Promises {
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final List<Promise> all = new CopyOnWriteArrayList<>();

    /** One that is kept by one call of {@link #keep()}. */
    static final class Promise {
        private final String what;
        private final AtomicInteger kept = new AtomicInteger();
        private final AtomicInteger late = new AtomicInteger();
        private volatile boolean excused;

        private Promise(String what) {
            this.what = what;
        }

        private boolean isOwed() {
            return kept.get() == 0 && !excused;
        }

        void keep() {
            kept.incrementAndGet();
        }

        /** A signal that must come before the end. */
        void notYet() {
            if (kept.get() > 0) {
                late.incrementAndGet();
            }
        }

        /** It was refused, or taken back: told once at most. */
        void excuse() {
            excused = true;
        }
    }

    Promise expect(String what) {
        Promise promise = new Promise(what);
        all.add(promise);
        return promise;
    }

    /** Excuses all. */
    void excuse() {
        all.forEach(Promise::excuse);
    }

    /** Adds what was not kept, or twice. What is on its way on another thread may take a moment. */
    void check(List<Violation> found) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while ((all.stream().anyMatch(Promise::isOwed) || !TrappedPool.isIdle()) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
        for (Promise promise : all) {
            int kept = promise.kept.get();
            if (kept > 1) {
                found.add(new Violation(Violation.Kind.TOLD_TWICE, promise.what + " was told " + kept + " times"));
            } else if (promise.isOwed()) {
                found.add(new Violation(Violation.Kind.NOT_TOLD, promise.what + " was never told"));
            }
            if (promise.late.get() > 0) {
                found.add(new Violation(Violation.Kind.TOLD_TWICE, promise.what + " had a signal after its end"));
            }
        }
    }
}
