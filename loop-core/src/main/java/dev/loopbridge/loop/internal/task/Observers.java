package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.core.Registry;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.report.SafeText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Who waits for a future off the loop. Added, and taken out again, from any thread; told on the thread that settles it. */
final class Observers {
    private static final VarHandle LISTED =
            FieldHandle.of(MethodHandles.lookup(), Observers.class, "listed", Object.class);

    /** In place of the list once the future is done: what comes later runs at once. */
    private static final Object SETTLED = new Object();

    private static final Registration NONE = () -> {};

    /** Null until the first observer; then a {@link Registry}; in the end {@link #SETTLED}. */
    private volatile @Nullable Object listed;

    /** One who waits, and, but for a task, the listener that has a close reach them. */
    private static final class Observer implements Registration {
        final Runnable step;
        private volatile Registration listing = NONE;
        private volatile Registration onClose = NONE;

        Observer(Runnable step) {
            this.step = step;
        }

        /** Nobody waits any more, or all have been told. */
        @Override
        public void cancel() {
            listing.cancel();
            onClose.cancel();
        }
    }

    /** {@return what takes {@code step} out again} A step that comes late runs within this. */
    Registration add(SettableFuture<?> future, Runnable step) {
        Observer observer = new Observer(step);
        Registration listing = list(observer);
        if (listing == null) {
            step.run();
            return NONE;
        }
        observer.listing = listing;
        if (!(future instanceof LoopTask)) {
            // Someone waits who does not see the loop: a close must reach them. It reaches tasks by itself.
            observer.onClose = future.loop.onClose(future::failByClose);
            if (future.isDone()) {
                observer.onClose.cancel(); // it was told before it had this
            }
        }
        return observer;
    }

    /** {@return null if the future is done} */
    @SuppressWarnings("unchecked") // a Registry is always one of observers
    private @Nullable Registration list(Observer observer) {
        Object present = listed;
        if (present == null) {
            Object fresh = new Registry<Observer>();
            Object faster = LISTED.compareAndExchange(this, null, fresh);
            present = faster == null ? fresh : faster;
        }
        return present == SETTLED ? null : ((Registry<Observer>) present).add(observer);
    }

    @SuppressWarnings("unchecked") // as above
    void settled(SettableFuture<?> future) {
        if (listed == null && LISTED.compareAndSet(this, null, SETTLED)) {
            return;
        }
        Object present = requireNonNull(listed);
        if (present == SETTLED) {
            return;
        }
        Registry<Observer> waiting = (Registry<Observer>) present;
        listed = SETTLED;
        for (Observer next = waiting.poll(); next != null; next = waiting.poll()) {
            Observer told = next;
            told.cancel();
            future.loop.errors().guard("Exception in observer of", future, told.step);
        }
    }

    static void await(SettableFuture<?> future) throws InterruptedException {
        if (!future.isDone()) {
            var unused = await(future, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
    }

    static boolean await(SettableFuture<?> future, long timeout, TimeUnit unit) throws InterruptedException {
        if (future.isDone()) {
            return true;
        }
        refuseOnItsLoop(future);
        CountDownLatch done = new CountDownLatch(1);
        Registration registration = future.observe(done::countDown);
        try {
            return done.await(timeout, unit);
        } finally {
            registration.cancel();
        }
    }

    private static void refuseOnItsLoop(SettableFuture<?> future) {
        if (future.loop.inLoop()) {
            throw new IllegalStateException("get() would wait for ever: " + future + " needs loop \""
                    + future.loop.name() + "\", which runs on this thread, \""
                    + SafeText.threadName() + "\"; use await()");
        }
    }
}
