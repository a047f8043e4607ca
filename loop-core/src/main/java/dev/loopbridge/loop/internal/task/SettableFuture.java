package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.InvalidStateException;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.core.Bindings;
import dev.loopbridge.loop.internal.queue.RemoteCallback;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.threading.AnyThread;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The future itself: what waits for its outcome, and how it comes about. */
public class SettableFuture<T extends @Nullable Object> extends FutureOutcome<T> {
    public final TaskLoop loop;

    /** Null, the one that waits, or {@link Callbacks}; the holder's. Each a consumer, a task to wake, or a {@link Step}. */
    private @Nullable Object callbacks;

    private final Observers observers = new Observers();

    public SettableFuture(TaskLoop loop) {
        this.loop = loop;
    }

    /** {@return {@code future}, which must belong to {@code loop}} */
    public static <T extends @Nullable Object> SettableFuture<T> of(TaskLoop loop, LoopFuture<T> future) {
        requireNonNull(future, "future");
        if (future.loop() != loop) {
            throw new IllegalArgumentException(
                    "The future belongs to a different loop than the one specified as the loop argument: " + future
                            + " is of loop \"" + future.loop().name() + "\", not \"" + loop.name() + "\"");
        }
        return (SettableFuture<T>) future;
    }

    @Override
    public final EventLoop loop() {
        return loop;
    }

    @Override
    public void setResult(T result) {
        loop.confine("setResult()", () -> finish(result, null));
    }

    @Override
    public void setException(Throwable error) {
        requireNonNull(error, "exception");
        loop.confine("setException()", () -> finish(null, error));
    }

    @HolderOnly
    public final void finish(@Nullable T result, @Nullable Throwable error) {
        assert loop.isHeldHere() : this;
        if (isDone()) {
            throw new InvalidStateException("invalid state");
        }
        if (error != null) {
            setUnheard(loop.unheardFailures().add(this, error));
        }
        setFinished(result, error);
        settled();
    }

    @Override
    public final boolean cancel(@Nullable String message) {
        hear();
        if (isDone()) {
            return false;
        }
        boolean elsewhere = !loop.inLoop() && loop.isRunning();
        boolean asked = loop.confineOrPost(() -> cancelNow(message));
        if (elsewhere) {
            onCancelAskedElsewhere(); // behind the request, which may fail for want of stack or memory
        }
        return asked;
    }

    /** A request was handed to the loop, by a thread that does not hold it. */
    protected void onCancelAskedElsewhere() {}

    @HolderOnly
    public boolean cancelNow(@Nullable String message) {
        if (isDone()) {
            return false;
        }
        setCancelled(message);
        settled();
        return true;
    }

    /** Lets go of what only a pending future needs. Called once, when this is done. */
    protected void release() {}

    private void settled() {
        try {
            release();
        } finally {
            try {
                observers.settled(this);
            } finally {
                forEachCallback(takeCallbacks(), callback -> loop.enqueue(asItem(callback)));
            }
        }
    }

    private @Nullable Object takeCallbacks() {
        Object taken = callbacks;
        callbacks = null;
        return taken;
    }

    private static void forEachCallback(@Nullable Object callbacks, Consumer<Object> action) {
        if (callbacks instanceof Callbacks many) {
            many.forEach(action);
        } else if (callbacks != null) {
            action.accept(callbacks);
        }
    }

    /** Fails a pending future because its loop closes; callbacks run here, since nothing else will run them. */
    public final void failByClose(LoopClosedException closed) {
        if (isDone()) {
            return;
        }
        setFinished(null, closed);
        Trampoline.run(() -> tellOfClose());
    }

    private void tellOfClose() {
        loop.errors().guard("Exception in release of", this, this::release);
        observers.settled(this);
        forEachCallback(takeCallbacks(), callback -> {
            if (!(callback instanceof LoopTask)) {
                loop.setContext(null);
                loop.errors().guard("Exception in callback", callback, asItem(callback));
            }
        });
    }

    @SuppressWarnings("unchecked") // only our own kinds are ever added
    private Runnable asItem(Object callback) {
        if (callback instanceof Runnable item) {
            return item;
        }
        if (callback instanceof Callbacks.Registered registered) {
            return loop.watched(
                    registered.bind(new DoneCallback<>(this, (Consumer<LoopFuture<T>>) registered.callback())));
        }
        return loop.watched(new DoneCallback<>(this, (Consumer<LoopFuture<T>>) callback));
    }

    @Override
    public final void addDoneCallback(Consumer<? super LoopFuture<T>> callback) {
        requireNonNull(callback, "callback");
        loop.confine("addDoneCallback()", () -> addCallback(asRegistered(callback)));
    }

    /** A user's consumer that is a Runnable too is not to be taken for one of our own items. */
    private static Object asRegistered(Consumer<?> callback) {
        Bindings now = Bindings.current();
        return callback instanceof Runnable || now != Bindings.EMPTY
                ? new Callbacks.Registered(callback, now)
                : callback;
    }

    /** A consumer, a task to wake, or a {@link Step}. */
    @HolderOnly
    public final void addCallback(Object callback) {
        assert loop.isHeldHere() : this;
        if (isDone()) {
            loop.enqueue(asItem(callback));
            return;
        }
        Object present = callbacks;
        if (present == null) {
            callbacks = callback;
        } else if (present instanceof Callbacks many) {
            many.add(callback);
        } else {
            Callbacks many = new Callbacks();
            many.add(present);
            many.add(callback);
            callbacks = many;
        }
    }

    @Override
    public final int removeDoneCallback(Consumer<? super LoopFuture<T>> callback) {
        requireNonNull(callback, "callback");
        int[] removed = {0};
        loop.confine("removeDoneCallback()", () -> removed[0] = removeCallback(callback));
        return removed[0];
    }

    @HolderOnly
    public final int removeCallback(Object callback) {
        assert loop.isHeldHere() : this;
        Object present = callbacks;
        if (present instanceof Callbacks many) {
            int removed = many.remove(callback);
            if (many.isEmpty()) {
                callbacks = null;
            }
            return removed;
        }
        if (present == null || !Callbacks.isSame(callback, present)) {
            return 0;
        }
        callbacks = null;
        return 1;
    }

    /**
     * Calls {@code step} once this is done, on whichever thread did it; also when the loop closes first.
     *
     * @return to cancel by who waits no longer, lest this keeps {@code step} for as long as it is pending
     */
    @AnyThread
    public final Registration observe(Runnable step) {
        return observers.add(this, step);
    }

    @Override
    public final T get() throws InterruptedException, ExecutionException {
        Observers.await(this);
        return resultOfGet();
    }

    @Override
    public final T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        requireNonNull(unit, "unit");
        if (!Observers.await(this, timeout, unit)) {
            throw new TimeoutException(this + " is not done after " + timeout + " " + unit);
        }
        return resultOfGet();
    }

    @Override
    public final CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> copy = new CompletableFuture<>();
        Registration copying = observe(() -> loop.deliver(new RemoteCallback(() -> copyTo(copy))));
        var unused = copy.whenComplete((result, error) -> {
            copying.cancel(); // somebody else may have completed it
            if (copy.isCancelled()) {
                cancel();
            }
        });
        return copy;
    }

    @Override
    public String toString() {
        return "<Future " + describeState() + ">";
    }
}
