package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CloseInfo;
import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.TimerHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The event loop. Over the length that the house allows, because it is the one door to the API's 22 methods. */
public final class NativeLoop implements EventLoop {
    private final String name;
    private final LoopClock clock;
    private final boolean debug;
    private final int maxPending;
    private final Lifecycle lifecycle = new Lifecycle();
    private final Agenda agenda;
    private final Baton baton;
    private final ErrorReports errors;
    private final LiveTasks tasks = new LiveTasks();
    private final CloseListeners listeners = new CloseListeners();
    private final AtomicReference<@Nullable Shutdown> shutdown = new AtomicReference<>();
    private final AtomicReference<@Nullable Object> attachment = new AtomicReference<>();
    private final CompletableFuture<CloseReport> closed = new CompletableFuture<>();

    /** Set before the gate closes, so that whoever is refused can say why. */
    private volatile @Nullable CloseInfo closeInfo;

    /** Who runs the loop's items now; null while idle. Written by whoever takes the turn. */
    private volatile @Nullable Thread holder;

    /** Whom a submission wakes; written before the loop can sleep. */
    private volatile @Nullable Thread home;

    // The rest is the holder's.

    private @Nullable LoopTask<?> currentTask;
    private boolean steppedAside;
    private boolean interrupted;

    NativeLoop(LoopBuilder builder) {
        name = builder.nameOrDefault();
        clock = builder.clock;
        debug = builder.debug;
        maxPending = builder.maxPending;
        agenda = new Agenda(clock);
        baton = new Baton(this, CoroutineThreads.of(builder.engine));
        errors = new ErrorReports(this, builder.exceptionHandler);
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<? extends T> main) {
        requireNonNull(main, "main");
        lifecycle.beginRun(this);
        LoopTask<T> task = new LoopTask<>(this, main);
        return runUntilDone(task, () -> agenda.add(task));
    }

    @Override
    @SuppressWarnings("unchecked") // a future only gives its result out
    public <T extends @Nullable Object> T runUntilComplete(LoopFuture<? extends T> future) {
        requireNonNull(future, "future");
        if (future.loop() != this) {
            refuseIfClosed();
            throw new IllegalArgumentException(
                    "The future belongs to a different loop than the one specified as the loop argument");
        }
        lifecycle.beginRun(this);
        return runUntilDone((SettableFuture<T>) future, () -> {});
    }

    private <T extends @Nullable Object> T runUntilDone(SettableFuture<T> future, Runnable prologue) {
        Step stop = () -> {
            if (future.isCancelled() || !ErrorReports.isFatal(future.exception())) {
                agenda.stop();
            }
        };
        run(
                () -> {
                    prologue.run();
                    future.addCallback(stop);
                },
                () -> future.removeCallback(stop));
        if (!future.isDone()) {
            refuseIfClosed();
            throw new IllegalStateException("Event loop stopped before Future completed.");
        }
        return future.result();
    }

    @Override
    public void runForever() {
        lifecycle.beginRun(this);
        run(() -> {}, () -> {});
    }

    private void run(Runnable prologue, Runnable epilogue) {
        NativeLoop outer = takeHome();
        agenda.beginRun();
        boolean interruptedMeanwhile;
        try {
            prologue.run();
            iterate();
        } finally {
            epilogue.run();
            agenda.endRun();
            interruptedMeanwhile = interrupted;
            interrupted = false;
            leaveHome(outer);
            lifecycle.toIdle();
            serveShutdown();
            if (interruptedMeanwhile) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The event loop. No other method calls a user's callback, but for the close, which tells those that never run. */
    private void iterate() {
        for (; ; ) {
            Runnable item = agenda.next();
            if (item != null) {
                try {
                    item.run();
                } catch (Throwable error) {
                    if (ErrorReports.isFatal(error)) {
                        throw error;
                    }
                    errors.report("Exception in callback " + item, error, "handle", item);
                }
            } else if (agenda.hasEnded()) {
                return;
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        Shutdown request = shutdown.get();
        if (request != null && request.endsWhenIdle()) {
            return;
        }
        agenda.sleep(this);
        if (Thread.interrupted()) {
            interrupted = true; // parking needs the flag down; the run's end raises it again
        }
    }

    /** The calling thread holds the loop from now on. Returns the loop that it ran before. */
    private @Nullable NativeLoop takeHome() {
        Thread me = Thread.currentThread();
        home = me;
        baton.comeHome();
        holder = me;
        return CurrentLoop.swap(this);
    }

    private void leaveHome(@Nullable NativeLoop outer) {
        holder = null;
        CurrentLoop.set(outer);
    }

    @Override
    public void stop() {
        if (!isClosed()) {
            confine("stop()", agenda::stop);
        }
    }

    @Override
    public void close() {
        if (isClosed()) {
            return;
        }
        if (lifecycle.tryClose()) {
            closeNow(closeInfo("close()"), 0);
        } else if (lifecycle.isRunning()) {
            throw new IllegalStateException("Cannot close a running event loop");
        } else {
            awaitSealed();
        }
    }

    private void closeNow(CloseInfo info, int tasksCancelled) {
        closeInfo = info;
        NativeLoop outer = takeHome();
        CloseReport report = new Closing(this, info, tasksCancelled).run();
        leaveHome(outer);
        closed.complete(report);
    }

    /** Another thread has begun to close; its next act is the seal. */
    void awaitSealed() {
        while (!isClosed()) {
            LockSupport.parkNanos(this, Lifecycle.INSTANT_NANOS);
        }
    }

    private CloseInfo closeInfo(String reason) {
        return new CloseInfo(
                name,
                Thread.currentThread().getName(),
                reason,
                Instant.now(),
                debug ? new Throwable("loop \"" + name + "\" was closed here") : null);
    }

    @Override
    public CompletionStage<CloseReport> shutdown(Duration grace, String reason) {
        requireNonNull(grace, "grace");
        requireNonNull(reason, "reason");
        if (!isClosed()) {
            shutdown.compareAndSet(null, new Shutdown(this, Nanos.of(grace), closeInfo(reason)));
            serveShutdown();
        }
        return closed.minimalCompletionStage();
    }

    /** Sees to a shutdown that was asked for: here if the loop is idle, else on its home thread. */
    private void serveShutdown() {
        Shutdown request = shutdown.get();
        if (request == null || isClosed()) {
            return;
        }
        if (lifecycle.tryRun()) {
            runShutdown(request);
        } else if (lifecycle.isRunning()) {
            // If that run ends before it comes to this, its end finds the request.
            deliver(new ShutdownStep(request));
        }
    }

    private void runShutdown(Shutdown request) {
        NativeLoop outer = takeHome();
        request.begin();
        while (!request.isFinished()) {
            agenda.beginRun();
            try {
                iterate();
            } catch (Throwable fatal) {
                errors.report("Fatal error while the loop shuts down", fatal, "loop", this);
            }
            agenda.endRun();
        }
        leaveHome(outer);
        lifecycle.toClosing();
        closeNow(request.info, request.tasksCancelled());
    }

    @Override
    public Registration onClose(Consumer<? super LoopClosedException> listener) {
        requireNonNull(listener, "listener");
        Registration registration = listeners.add(listener);
        if (registration == null) {
            errors.guard("Exception in close listener", listener, () -> listener.accept(closedException()));
            return () -> {};
        }
        return registration;
    }

    @Override
    public Handle callSoon(Runnable callback) {
        requireNonNull(callback, "callback");
        checkThread("callSoon()");
        return callSoonThreadsafe(callback);
    }

    @Override
    public Handle callSoonThreadsafe(Runnable callback) {
        Callback handle = new Callback(requireNonNull(callback, "callback"));
        enqueue(handle);
        return handle;
    }

    @Override
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callAt(time() + Nanos.of(requireNonNull(delay, "delay")), callback);
    }

    @Override
    public TimerHandle callAt(long deadlineNanos, Runnable callback) {
        requireNonNull(callback, "callback");
        checkThread("callLater() or callAt()");
        TimedCallback timer = new TimedCallback(agenda, deadlineNanos, callback);
        enqueue(timer);
        return timer;
    }

    @Override
    public void execute(Runnable command) {
        enqueue(requireNonNull(command, "command"));
    }

    @Override
    public <T extends @Nullable Object> LoopFuture<T> createFuture() {
        return new SettableFuture<>(this);
    }

    @Override
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<? extends T> body) {
        LoopTask<T> task = new LoopTask<>(this, requireNonNull(body, "body"));
        checkThread("createTask()");
        enqueue(task);
        return task;
    }

    @Override
    public <T extends @Nullable Object> Task<T> submit(Coroutine<? extends T> body) {
        LoopTask<T> task = new LoopTask<>(this, requireNonNull(body, "body"));
        enqueue(new Submission(task));
        return task;
    }

    /** Takes {@code item} in behind all that was submitted before it, or says why not. */
    void enqueue(Runnable item) {
        if (inLoop()) {
            refuseIfClosed();
            agenda.add(item);
            return;
        }
        switch (push(item, maxPending)) {
            case SEALED -> throw closedException();
            case FULL ->
                throw new RejectedExecutionException("Event loop \"" + name + "\" has " + maxPending
                        + " submissions waiting, its maxPending; slow down, or allow more in its builder");
            default -> {}
        }
    }

    /** As {@link #enqueue} for what must not be lost: past {@code maxPending}, and abandoned here if the loop is closed. */
    void deliver(LoopRunnable item) {
        if (inLoop() && !isClosed()) {
            agenda.add(item);
        } else if (push(item, Integer.MAX_VALUE) == Inbox.Verdict.SEALED) {
            item.onAbandoned(closedException());
        }
    }

    private Inbox.Verdict push(Runnable item, int limit) {
        Inbox.Verdict verdict = agenda.inbox.push(item, limit);
        if (verdict == Inbox.Verdict.ACCEPTED_ASLEEP) {
            LockSupport.unpark(home);
        }
        return verdict;
    }

    private void checkThread(String call) {
        if (debug && !inLoop() && isRunning()) {
            throw new IllegalStateException(
                    "Non-thread-safe operation invoked on an event loop other than the current one: " + call
                            + " on loop \"" + name + "\" from thread \""
                            + Thread.currentThread().getName() + "\"; use callSoonThreadsafe() or submit()");
        }
    }

    /** Runs {@code action} as the holder of the loop, on the calling thread. */
    void confine(String call, Runnable action) {
        if (inLoop() || closed.isDone()) {
            action.run();
        } else if (lifecycle.tryBorrow()) {
            borrow(action);
        } else if (lifecycle.isRunning()) {
            throw new IllegalStateException(call + " is for loop \"" + name + "\" itself, called from thread \""
                    + Thread.currentThread().getName() + "\" while it runs; use callSoonThreadsafe()");
        } else {
            awaitSealed();
            throw closedException();
        }
    }

    /** As {@link #confine}, and handed over if the loop runs elsewhere. Returns what it said; true if handed over. */
    boolean confineOrPost(BooleanSupplier action) {
        if (inLoop() || closed.isDone()) {
            return action.getAsBoolean();
        }
        if (lifecycle.tryBorrow()) {
            boolean[] answer = {false};
            borrow(() -> answer[0] = action.getAsBoolean());
            return answer[0];
        }
        deliver(new Handover(action));
        return true;
    }

    private void borrow(Runnable action) {
        holder = Thread.currentThread();
        try {
            action.run();
        } finally {
            holder = null;
            lifecycle.toIdle();
            serveShutdown();
        }
    }

    /** Calls a subscriber outside of the loop, as it were: it may drive another loop on this thread. As the holder. */
    public void stepAside(Runnable signal) {
        boolean before = steppedAside;
        steppedAside = true;
        try {
            signal.run();
        } finally {
            steppedAside = before;
        }
    }

    /** Calls {@code step} once {@code future} is done or the loop closes, on the thread that brings it about. Any thread. */
    public void observe(LoopFuture<?> future, Runnable step) {
        ((SettableFuture<?>) future).observe(step);
    }

    /** Runs {@code news} on the home thread, or where the loop closes. Any thread. */
    public void post(Runnable news) {
        deliver(new Delivery(news));
    }

    /** Runs {@code step}, which calls no user code, on the loop; not at all once it closes. Any thread. */
    public void postStep(Runnable step) {
        deliver(new Handover(() -> {
            step.run();
            return true;
        }));
    }

    /** Runs {@code action} where nothing may be thrown: whatever it throws is reported. */
    public void guard(String message, Object party, Runnable action) {
        errors.guard(message, party, action);
    }

    /** {@return what a bridge keeps with this loop, made on first use} Any thread. */
    public Object attachment(Supplier<?> factory) {
        Object present = attachment.get();
        if (present == null) {
            attachment.compareAndSet(null, factory.get());
            present = attachment.get();
        }
        return requireNonNull(present);
    }

    /** {@return why tasks end now: a fresh exception once the loop is closed or shutting down, else null} */
    public @Nullable LoopClosedException closeRequested() {
        Shutdown request = shutdown.get();
        if (closeInfo != null) {
            return closedException();
        }
        return request == null ? null : new LoopClosedException(request.info);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isRunning() {
        return lifecycle.isRunning();
    }

    @Override
    public boolean isClosed() {
        return agenda.inbox.isSealed();
    }

    @Override
    public boolean inLoop() {
        return holder == Thread.currentThread();
    }

    @Override
    public long time() {
        return clock.nanoTime();
    }

    void refuseIfClosed() {
        if (isClosed()) {
            throw closedException();
        }
    }

    /** {@return a fresh one; the loop must be closed or closing} */
    public LoopClosedException closedException() {
        return new LoopClosedException(requireNonNull(closeInfo));
    }

    boolean isClosing() {
        return lifecycle.isClosing();
    }

    boolean isSteppedAside() {
        return steppedAside;
    }

    /** {@code thread} took the turn. */
    void held(@Nullable Thread thread) {
        holder = thread;
    }

    void noteInterrupt() {
        interrupted = true;
    }

    @Nullable
    LoopTask<?> currentTask() {
        return currentTask;
    }

    void setCurrentTask(@Nullable LoopTask<?> task) {
        currentTask = task;
    }

    Agenda agenda() {
        return agenda;
    }

    Baton baton() {
        return baton;
    }

    ErrorReports errors() {
        return errors;
    }

    LiveTasks tasks() {
        return tasks;
    }

    /** {@return the tasks that are not done, in order of creation} From the loop, or any thread while it is idle. */
    List<LoopTask<?>> liveTasks() {
        List<LoopTask<?>> live = new ArrayList<>();
        confine("all()", () -> {
            agenda.takeIn();
            live.addAll(tasks.snapshot());
        });
        return live;
    }

    CloseListeners listeners() {
        return listeners;
    }

    @Override
    public String toString() {
        return "<EventLoop \"" + name + "\" running=" + isRunning() + " closed=" + isClosed() + ">";
    }
}
