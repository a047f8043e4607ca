package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopExceptionHandler.Context;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.internal.core.CoreLoop;
import dev.loopbridge.loop.internal.core.LoopSettings;
import dev.loopbridge.loop.internal.engine.Engines;
import dev.loopbridge.loop.internal.life.Running;
import dev.loopbridge.loop.internal.life.Shutdown;
import dev.loopbridge.loop.internal.queue.Callback;
import dev.loopbridge.loop.internal.queue.Nanos;
import dev.loopbridge.loop.internal.queue.TimedCallback;
import dev.loopbridge.loop.internal.task.Engine;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.SettableFuture;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event loop: the methods of the API, over its floors. {@link CoreLoop} is the lowest; each floor above adds what its own
 * room needs, and what lives on a floor knows the loop as that one.
 */
public final class NativeLoop extends DrivenLoop {
    private final CoroutineEngine engineKind;

    NativeLoop(LoopSettings settings, @Nullable LoopHost host) {
        super(settings, host);
        engineKind = Engines.choose(settings.engine);
    }

    @Override
    protected Engine newEngine() {
        return Engines.create(engineKind, this);
    }

    // Runs.

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<? extends T> main) {
        requireNonNull(main, "main");
        LoopTask<T> task = new LoopTask<>(this, main);
        return running().runUntilDone(task, () -> agenda().add(task), Running.NOTHING);
    }

    /** As {@link #runUntilComplete(Coroutine)}; an interrupt of the calling thread is told to {@code onInterrupt}. */
    <T extends @Nullable Object> T runMain(LoopTask<T> main, Runnable onInterrupt) {
        return running()
                .runUntilDone(
                        main,
                        () -> {
                            holder().onInterrupt(onInterrupt);
                            agenda().add(main);
                        },
                        () -> holder().onInterrupt(null));
    }

    @Override
    @SuppressWarnings("unchecked") // a future only gives its result out
    public <T extends @Nullable Object> T runUntilComplete(LoopFuture<? extends T> future) {
        requireNonNull(future, "future");
        if (future.loop() != this) {
            lifecycle().refuseRun(this);
            throw new IllegalArgumentException(
                    "The future belongs to a different loop than the one specified as the loop argument");
        }
        return running().runUntilDone((SettableFuture<T>) future, Running.NOTHING, Running.NOTHING);
    }

    @Override
    public void runForever() {
        running().runForever();
    }

    /** As {@link #runForever()}, of a thread that runs nothing else. Returns false if somebody else runs or closes it now. */
    boolean runIfIdle() {
        return running().runIfIdle();
    }

    @Override
    public void stop() {
        if (!isClosed()) {
            confine("stop()", agenda()::stopAsTold);
        }
    }

    // The end.

    @Override
    public void close() {
        end().close();
    }

    @Override
    public CompletionStage<CloseReport> shutdown(Duration grace, String reason) {
        return shutdown(grace, grace, reason);
    }

    @Override
    public CompletionStage<CloseReport> drain(Duration finish, Duration grace, String reason) {
        return end().ask(Shutdown.drain(this, finish, grace, reason), Long.MAX_VALUE);
    }

    @Override
    public Registration onClose(Consumer<? super LoopClosedException> listener) {
        return end().listeners().onClose(requireNonNull(listener, "listener"));
    }

    // Callbacks and timers.

    @Override
    public Handle callSoon(Runnable callback) {
        requireNonNull(callback, "callback");
        entrance().checkThread("callSoon()");
        return callSoonThreadsafe(callback);
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback) {
        Callback handle = new Callback(registered(requireNonNull(callback, "callback")));
        enqueue(handle);
        return handle;
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback) {
        long dueNanos = time() + Nanos.signed(requireNonNull(delay, "delay"));
        requireNonNull(callback, "callback");
        entrance().checkThread("callLater() or callAt()");
        return callAtThreadsafe(dueNanos, callback);
    }

    @Override
    public TimerHandle callAt(long deadlineNanos, Runnable callback) {
        requireNonNull(callback, "callback");
        entrance().checkThread("callLater() or callAt()");
        long dueNanos = Nanos.near(deadlineNanos, time());
        TimedCallback timer = new TimedCallback(agenda(), deadlineNanos, dueNanos, registered(callback));
        enqueue(timer);
        return timer;
    }

    @Override
    public void execute(Runnable command) {
        enqueue(registered(requireNonNull(command, "command")));
    }

    // Futures and tasks.

    @Override
    public <T extends @Nullable Object> LoopFuture<T> createFuture() {
        return new SettableFuture<>(this);
    }

    @Override
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<? extends T> body) {
        Task<T> task = newTask(body);
        entrance().checkThread("createTask()");
        schedule(task);
        return task;
    }

    @Override
    public <T extends @Nullable Object> Task<T> submit(Coroutine<? extends T> body) {
        Task<T> task = newTask(body);
        submit(task);
        return task;
    }

    @Override
    public void callExceptionHandler(Context context) {
        errors().reportOrThrow(requireNonNull(context, "context"));
    }

    @Override
    public String toString() {
        return "<EventLoop \"" + name() + "\" running=" + isRunning() + " closed=" + isClosed() + " engine="
                + engineKind + ">";
    }
}
