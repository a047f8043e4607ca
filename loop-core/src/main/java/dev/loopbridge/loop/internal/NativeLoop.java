package dev.loopbridge.loop.internal;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopPolicy;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopExceptionHandler.Context;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The event loop: the one door to the API's methods and to its own parts, hence its length. */
public final class NativeLoop implements EventLoop {
    private final String name;
    private final LoopClock clock;
    private final long slowCallbackNanos;

    /** Null while debug mode is off. Written by any thread, read plainly often: a late look misses a warning. */
    private volatile @Nullable DebugMode debug;

    private final Lifecycle lifecycle = new Lifecycle();
    private final Agenda agenda;
    private final CoroutineEngine engineKind;
    /** Made for the first coroutine: a loop of callbacks has none. The holder's. */
    private @Nullable Engine engine;

    private final ErrorReports errors;
    private final Running running;
    private final Entrance entrance;
    private final Confinement confinement;

    /** Null for a loop with a home thread of its own. */
    private final @Nullable Guest guest;

    private final LiveTasks tasks;
    private final UnheardFailures unheardFailures = new UnheardFailures(this);
    private final LiveGenerators generators = new LiveGenerators(this);
    private final DefaultExecutor defaultExecutor;
    private final AtomicReference<@Nullable Object> attachment = new AtomicReference<>();
    private final LoopEnd end;

    // The rest is the holder's.

    private @Nullable LoopTask<?> currentTask;
    /** Where the running item keeps its locals; null until it has any. */
    private @Nullable SharedBindings place;

    private boolean steppedAside;

    /** How many more things the present step may do without waiting before it gives way. */
    int budget;

    /** When somebody first looked at how long that takes. */
    long budgetBegan;

    NativeLoop(LoopBuilder builder) {
        name = builder.nameOrDefault();
        clock = builder.clock;
        slowCallbackNanos = builder.slowCallbackNanos;
        debug = builder.debug ? new DebugMode(slowCallbackNanos) : null;
        agenda = new Agenda(clock, new Inbox(builder.maxPending != Integer.MAX_VALUE));
        tasks = new LiveTasks(agenda, builder.limitedTasks());
        engineKind = Engines.choose(builder.engine);
        errors = new ErrorReports(this, builder.exceptionHandler);
        guest = builder.host == null ? null : new Guest(this, builder.host);
        if (guest != null) {
            agenda.inbox.fallAsleep();
        }
        running = new Running(this, lifecycle, agenda, errors);
        end = new LoopEnd(this, lifecycle, agenda, running, errors);
        entrance = new Entrance(this, agenda, builder);
        confinement = new Confinement(this, lifecycle);
        defaultExecutor = new DefaultExecutor(name, builder.defaultExecutor);
    }

    @Override
    public <T extends @Nullable Object> T runUntilComplete(Coroutine<? extends T> main) {
        requireNonNull(main, "main");
        LoopTask<T> task = new LoopTask<>(this, main); // first: behind the next line everything must be given back
        lifecycle.beginRun(this);
        return running.runUntilDone(task, () -> agenda.add(task));
    }

    /** As {@link #runUntilComplete(Coroutine)}; an interrupt of the calling thread is told to {@code onInterrupt}. */
    <T extends @Nullable Object> T runMain(LoopTask<T> main, Runnable onInterrupt) {
        lifecycle.beginRun(this);
        running.onInterrupt(onInterrupt);
        try {
            return running.runUntilDone(main, () -> agenda.add(main));
        } finally {
            running.onInterrupt(null);
        }
    }

    /** Tells interrupts of the thread that runs this to {@code hook}, which cannot know who holds the loop; null for nobody. */
    void onInterrupt(@Nullable Runnable hook) {
        running.onInterrupt(hook);
    }

    @Override
    @SuppressWarnings("unchecked") // a future only gives its result out
    public <T extends @Nullable Object> T runUntilComplete(LoopFuture<? extends T> future) {
        requireNonNull(future, "future");
        if (future.loop() != this) {
            lifecycle.refuseRun(this);
            throw new IllegalArgumentException(
                    "The future belongs to a different loop than the one specified as the loop argument");
        }
        lifecycle.beginRun(this);
        return running.runUntilDone((SettableFuture<T>) future, () -> {});
    }

    @Override
    public void runForever() {
        lifecycle.beginRun(this);
        running.run(() -> {}, () -> {});
    }

    /** As {@link #runForever()}, of a thread that runs nothing else. Returns false if somebody else runs or closes it now. */
    boolean runIfIdle() {
        if (lifecycle.tryRun() != Lifecycle.Answer.YES) {
            return false;
        }
        running.run(() -> {}, () -> {});
        return true;
    }

    /** Runs what is ready, for the host of a guest; never throws. Returns false if the loop is closed. */
    boolean runTurn() {
        if (lifecycle.tryRun() != Lifecycle.Answer.YES) {
            awaitSealed(); // only a shutdown runs a guest without its host
            return false;
        }
        agenda.inbox.wakeUp();
        try {
            running.run(() -> {}, () -> {});
        } catch (Throwable fatal) {
            if (!closeIfOfClock(fatal)) {
                errors.report("Fatal error in event loop", fatal, "loop", this);
            }
        }
        return !isClosed();
    }

    @Override
    public void stop() {
        if (!isClosed()) {
            confine("stop()", agenda::stopAsTold);
        }
    }

    /** As {@link #runForever()}, for a driver: calls {@code begins} and {@code ends} as the holder, within the run. */
    public void runDriven(Runnable begins, Runnable ends) {
        lifecycle.beginDrivenRun(this);
        running.run(begins, ends);
    }

    /** {@return whether {@link #runDriven} runs} As the holder. */
    public boolean isDriven() {
        return lifecycle.isDriven();
    }

    /** {@return whether the loop runs, and not by {@link #runDriven}} By one look. */
    public boolean isRunUndriven() {
        return lifecycle.isRunUndriven();
    }

    /** Waits while the loop runs, and not by {@link #runDriven}, until it is {@code enough}: asked at each {@link #wakeDriver}. */
    public void awaitUndrivenRun(BooleanSupplier enough) {
        lifecycle.awaitUndrivenRun(enough);
    }

    /** Any thread. */
    public void wakeDriver() {
        lifecycle.wakeWaiter();
    }

    /** As {@link #stop()}, and not for {@link #isStopCalled()}: a driver's. */
    public void stopDriving() {
        confine("stop()", agenda::stop);
    }

    /** {@return whether {@link #stop()} ends the present run} As the holder. */
    public boolean isStopCalled() {
        return agenda.isToldToStop();
    }

    @Override
    public void close() {
        end.close();
    }

    /** As {@link LoopEnd#awaitSealed}. */
    void awaitSealed() {
        end.awaitSealed();
    }

    @Override
    public CompletionStage<CloseReport> shutdown(Duration grace, String reason) {
        return shutdown(grace, grace, reason);
    }

    /**
     * As {@link #shutdown(Duration, String)}, with another grace where the loop is idle, and the calling thread serves this.
     *
     * @param graceHere shorter, for a thread that must not wait
     */
    public CompletionStage<CloseReport> shutdown(Duration grace, Duration graceHere, String reason) {
        return end.ask(shutdownBy(grace, reason), Nanos.of(requireNonNull(graceHere, "graceHere")));
    }

    @Override
    public CompletionStage<CloseReport> drain(Duration finish, Duration grace, String reason) {
        requireNonNull(finish, "finish");
        requireNonNull(grace, "grace");
        requireNonNull(reason, "reason");
        return end.ask(Shutdown.drain(this, Nanos.of(finish), Nanos.of(grace), end.closeInfo(reason)), Long.MAX_VALUE);
    }

    private Shutdown shutdownBy(Duration grace, String reason) {
        requireNonNull(grace, "grace");
        requireNonNull(reason, "reason");
        return Shutdown.now(this, Nanos.of(grace), end.closeInfo(reason));
    }

    /** As {@link LoopEnd#whenClosed}. */
    public CompletionStage<CloseReport> whenClosed() {
        return end.whenClosed();
    }

    /** As {@link #shutdown}, and never on the calling thread: for a loop that has a host, which may be yet to run it. */
    public CompletionStage<CloseReport> shutdownAtHome(Duration grace, String reason) {
        return end.askAtHome(shutdownBy(grace, reason));
    }

    @Override
    public Registration onClose(Consumer<? super LoopClosedException> listener) {
        return end.onClose(requireNonNull(listener, "listener"));
    }

    /**
     * As {@link #onClose}, for one who does not need the loop's thread: told already when a shutdown was asked for and the loop
     * does not come round to it within the grace.
     *
     * @param listener called once, on the closing thread, or on one that looks after the shutdown, or on this one if too late
     */
    public Registration onEnd(Consumer<? super LoopClosedException> listener) {
        return end.onEnd(listener::accept);
    }

    @Override
    public Handle callSoon(Runnable callback) {
        requireNonNull(callback, "callback");
        entrance.checkThread("callSoon()");
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
        entrance.checkThread("callLater() or callAt()");
        return callAtThreadsafe(dueNanos, callback);
    }

    @Override
    public TimerHandle callAt(long deadlineNanos, Runnable callback) {
        requireNonNull(callback, "callback");
        entrance.checkThread("callLater() or callAt()");
        return timer(deadlineNanos, Nanos.near(deadlineNanos, time()), callback);
    }

    /**
     * As {@link #callAt} from any thread, in debug mode too: the timer is part of the loop from the start.
     *
     * @param dueNanos at most 146 years from now, either way
     */
    public TimerHandle callAtThreadsafe(long dueNanos, Runnable callback) {
        return timer(dueNanos, dueNanos, callback);
    }

    /** As {@link #callAtThreadsafe} for the next step of a flow that runs: taken while the loop is drained, too. */
    public TimerHandle callAtFurther(long dueNanos, Runnable callback) {
        TimedCallback timer = new TimedCallback(agenda, dueNanos, dueNanos, registered(callback));
        entrance.enqueueFurther(timer);
        return timer;
    }

    private TimerHandle timer(long deadlineNanos, long dueNanos, Runnable callback) {
        TimedCallback timer = new TimedCallback(agenda, deadlineNanos, dueNanos, registered(callback));
        enqueue(timer);
        return timer;
    }

    @Override
    public void execute(Runnable command) {
        enqueue(registered(requireNonNull(command, "command")));
    }

    /**
     * As {@link #execute} for the next step of a flow that runs: taken while the loop is drained, too.
     *
     * @return what takes {@code command} off the count of {@code maxPending}; null if there is none
     */
    public @Nullable Handle executeFurther(Runnable command) {
        Runnable item = registered(requireNonNull(command, "command"));
        Callback counted = entrance.isLimited() ? new Callback(item) : null;
        entrance.enqueueFurther(counted != null ? counted : item);
        return counted;
    }

    @Override
    public <T extends @Nullable Object> LoopFuture<T> createFuture() {
        return new SettableFuture<>(this);
    }

    @Override
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<? extends T> body) {
        Task<T> task = newTask(body);
        entrance.checkThread("createTask()");
        enter(task);
        return task;
    }

    @Override
    public <T extends @Nullable Object> Task<T> submit(Coroutine<? extends T> body) {
        Task<T> task = newTask(body);
        submit(task);
        return task;
    }

    /** {@return a task that begins once it is passed to {@link #enter} or {@link #submit(Task)}} Any thread. */
    public <T extends @Nullable Object> Task<T> newTask(Coroutine<? extends T> body) {
        return new LoopTask<>(this, requireNonNull(body, "body"));
    }

    /** Takes {@code created} in as {@link #createTask} does, from any thread. */
    public void enter(Task<?> created) {
        LoopTask<?> task = (LoopTask<?>) created;
        enqueue(task, task);
    }

    /** Takes {@code created} in as {@link #submit(Coroutine)} does. Any thread. */
    public void submit(Task<?> created) {
        LoopTask<?> task = (LoopTask<?>) created;
        enqueue(task, new Submission(task));
    }

    private void enqueue(LoopTask<?> task, Runnable item) {
        LimitedTasks limit = tasks.limit;
        if (limit == null) {
            enqueue(item);
            return;
        }
        limit.accept(task);
        try {
            enqueue(item);
        } catch (Throwable refused) {
            limit.takeBack(task);
            throw refused;
        }
    }

    /**
     * A subscriber is called outside of the loop, as it were, between this and {@link #stepBack}: it may drive another loop on
     * this thread. Never nested, since nothing of this loop runs in between. As the holder; two calls, since one with the signal
     * in hand would have to make it.
     */
    public void stepAside() {
        steppedAside = true;
    }

    /** Undoes {@link #stepAside}. */
    public void stepBack() {
        steppedAside = false;
    }

    /** {@return whether the calling thread runs a step of one of this loop's tasks} */
    public boolean isInTask() {
        return inLoop() && currentTask != null && !steppedAside;
    }

    /** Calls {@code step} once {@code future} is done or the loop closes, on the thread that brings it about. Any thread. */
    public Registration observe(LoopFuture<?> future, Runnable step) {
        return ((SettableFuture<?>) future).observe(step);
    }

    /** {@return whether anybody ever asked {@code task} to end, taken back or not} As the holder. */
    public boolean wasCancelled(Task<?> task) {
        return ((LoopTask<?>) task).wasCancelled();
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

    @Override
    public void callExceptionHandler(Context context) {
        errors.reportOrThrow(requireNonNull(context, "context"));
    }

    /** Runs {@code action} where nothing may be thrown: whatever it throws is reported. */
    public void guard(String message, Object party, Runnable action) {
        errors.guard(message, party, action);
    }

    /** From here on, {@code iterator} is finished when this loop is shut down or closed. On the loop. */
    public void adopt(AsyncIterator<?> iterator) {
        generators.add(iterator);
    }

    /** {@code iterator} has ended. On the loop. */
    public void release(AsyncIterator<?> iterator) {
        generators.remove(iterator);
    }

    /** From here on {@code told} is told, on another thread, if a shutdown was asked for and the loop does not come to it. Any thread. */
    public void watchOverdue(Consumer<? super LoopClosedException> told) {
        end.watchOverdue(told);
    }

    /** As {@link #watchOverdue}, as long as {@code told} is held elsewhere. Any thread. */
    public void watchOverdueWeakly(Consumer<? super LoopClosedException> told) {
        end.watchOverdueWeakly(told);
    }

    /** Undoes {@link #watchOverdue}; any number of times. Any thread. */
    public void forgetOverdue(Consumer<? super LoopClosedException> told) {
        end.forgetOverdue(told);
    }

    /** The task that runs lets others run if it has done much without waiting. Only within a task; throws as an await does. */
    public void giveWay() {
        LoopTask<?> task = currentTask;
        if (task != null) {
            task.giveWay();
        }
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

    /** As {@link LoopEnd#closeRequested}. */
    public @Nullable LoopClosedException closeRequested() {
        return end.closeRequested();
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
        return running.isHolder(Thread.currentThread());
    }

    @Override
    public long time() {
        try {
            return clock.nanoTime();
        } catch (Throwable error) {
            if (inLoop()) {
                running.clockFailed(error);
            }
            throw error;
        }
    }

    /** {@return whether {@link #time()} is neither made up for a test nor a host's} */
    public boolean isInRealTime() {
        return guest == null && !(clock instanceof VirtualClock);
    }

    /** {@return whether {@link #time()} is the machine's} */
    public boolean isInMachineTime() {
        return clock == LoopClock.system();
    }

    /** As {@link Running#nextItem()}. */
    @Nullable
    Runnable nextItem() {
        return running.nextItem();
    }

    /**
     * {@return whether {@code error} is the clock's} If so, the loop, which would run into it again and again, is closed. For
     * who ran it, and has no caller to throw {@code error} at.
     */
    public boolean closeIfOfClock(Throwable error) {
        return end.closeIfOfClock(error);
    }

    void refuseIfClosed() {
        if (isClosed()) {
            throw closedException();
        }
    }

    /** {@return a fresh one; the loop must be closed or closing} */
    public LoopClosedException closedException() {
        return end.closedException();
    }

    /** As {@link Entrance#enqueue}. */
    void enqueue(Runnable item) {
        entrance.enqueue(item);
    }

    /** As {@link Entrance#deliver}. */
    void deliver(LoopRunnable item) {
        entrance.deliver(item);
    }

    /** As {@link Confinement#run}. */
    void confine(String call, Runnable action) {
        confinement.run(call, action);
    }

    /** As {@link Confinement#runOrPost}. */
    boolean confineOrPost(BooleanSupplier action) {
        return confinement.runOrPost(action);
    }

    /** As {@link Confinement#afterwards}. */
    void afterwards(Runnable foreign) {
        confinement.afterwards(foreign);
    }

    /** What {@code setEventLoop} left on the home thread. */
    Map<EventLoopPolicy, Object> homeSlots() {
        return running.homeSlots();
    }

    void wakeUp() {
        if (guest == null) {
            running.wakeUp();
        } else {
            guest.call();
        }
    }

    /** Whoever held the idle loop for an instant may have left something ready. */
    void endBorrowing() {
        if (guest != null && !isClosed()) {
            guest.call();
        }
    }

    @Nullable
    Guest guest() {
        return guest;
    }

    /** {@return whether a host runs this, so that nobody else may} */
    public boolean isGuest() {
        return guest != null;
    }

    /** {@code run*} is not for guests. */
    public void refuseGuest() {
        if (guest != null) {
            throw new IllegalStateException(guest + "; submit() to it, and let the host run it");
        }
    }

    LoopEnd end() {
        return end;
    }

    /** As {@link LoopEnd#hasClosed}. */
    boolean hasClosed() {
        return end.hasClosed();
    }

    boolean isClosing() {
        return lifecycle.isClosing();
    }

    boolean isSteppedAside() {
        return steppedAside;
    }

    /** {@code thread} took the turn. */
    void held(@Nullable Thread thread) {
        running.held(thread);
    }

    /** The home thread was interrupted. On it. */
    void noteInterrupt() {
        running.noteInterrupt();
    }

    @Nullable
    LoopTask<?> currentTask() {
        return currentTask;
    }

    /** A step of {@code task} begins; the one before ends. */
    void setCurrentTask(@Nullable LoopTask<?> task) {
        DebugMode watch = debug;
        if (currentTask != null) {
            currentTask.leaveAt(place);
            if (watch != null) {
                watch.stepEnds(currentTask);
            }
        }
        if (watch != null) {
            watch.stepBegins();
        }
        currentTask = task;
        budget = LoopTask.BUDGET;
        place = task == null ? null : task.place();
    }

    /** {@code task} is about to let others run. */
    void suspends(LoopTask<?> task) {
        DebugMode watch = debug;
        if (watch != null) {
            watch.suspends(task);
        }
    }

    @Override
    public boolean isDebug() {
        return debug != null;
    }

    @Override
    public void setDebug(boolean enabled) {
        if (enabled != isDebug()) {
            debug = enabled ? new DebugMode(slowCallbackNanos) : null;
        }
    }

    @Override
    public void setExceptionHandler(@Nullable LoopExceptionHandler handler) {
        errors.handler(handler);
    }

    @Override
    public @Nullable LoopExceptionHandler getExceptionHandler() {
        return errors.handler();
    }

    /** {@return what runs {@code callback} as it was registered} */
    private Runnable registered(Runnable callback) {
        Runnable bound = Bindings.capture(callback);
        DebugMode watch = debug;
        return watch == null ? bound : watch.watch(bound);
    }

    /** {@return {@code item}, watched in debug mode} */
    Runnable watched(Runnable item) {
        DebugMode watch = debug;
        return watch == null ? item : watch.watch(item);
    }

    @Nullable
    SharedBindings place() {
        return place;
    }

    void setPlace(@Nullable SharedBindings place) {
        this.place = place;
    }

    Agenda agenda() {
        return agenda;
    }

    /** The first time, the calling thread is home: nobody else can begin the first coroutine. */
    Engine engine() {
        Engine present = engine;
        if (present == null) {
            present = Engines.create(engineKind, this);
            present.comeHome();
            engine = present;
        }
        return present;
    }

    /** The calling thread is home from now on, and holds the loop. */
    void comeHome() {
        if (engine != null) {
            engine.comeHome();
        }
    }

    ErrorReports errors() {
        return errors;
    }

    /** {@return whether the exception handler may be called on this thread: home, the closing one, or there is neither} */
    boolean mayReportHere() {
        return hasClosed() || (inLoop() && running.isHome()) || !(isRunning() || isClosing());
    }

    /** {@return what holds the loop now: a task's name, or the thread and where it is} Any thread; by a look at what may change. */
    String describeRunning() {
        LoopTask<?> task = currentTask;
        return task != null ? task.name() : running.describeHolder();
    }

    UnheardFailures unheardFailures() {
        return unheardFailures;
    }

    LiveGenerators generators() {
        return generators;
    }

    LiveTasks tasks() {
        return tasks;
    }

    /** {@return the tasks that are not done, in order of creation} From the loop, or any thread while it is idle. */
    public List<LoopTask<?>> liveTasks() {
        List<LoopTask<?>> live = new ArrayList<>();
        confine("all()", () -> {
            agenda.takeIn();
            live.addAll(tasks.snapshot());
        });
        return live;
    }

    /** {@return whether anything is left for this loop to do or to end} As {@link #liveTasks()}. */
    boolean hasLeftovers() {
        boolean[] answer = {false};
        confine("close()", () -> {
            agenda.takeIn();
            answer[0] = !agenda.isEmpty() || !tasks.isEmpty() || !generators.isEmpty() || defaultExecutor.isInUse();
        });
        return answer[0];
    }

    DefaultExecutor defaultExecutor() {
        return defaultExecutor;
    }

    @Override
    public String toString() {
        return "<EventLoop \"" + name + "\" running=" + isRunning() + " closed=" + isClosed() + " engine=" + engineKind
                + ">";
    }
}
