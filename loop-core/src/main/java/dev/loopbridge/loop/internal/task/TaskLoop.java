package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.core.CoreLoop;
import dev.loopbridge.loop.internal.core.LoopSettings;
import dev.loopbridge.loop.internal.report.DebugMode;
import dev.loopbridge.loop.internal.threading.AnyThread;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loop as its futures, tasks and generators know it: which of them are live, which one runs, and what carries bodies. */
public abstract class TaskLoop extends CoreLoop {
    /**
     * How many awaits of what is done, elements and the like a step may have before it gives way: as in Tokio. A yield to nobody
     * costs some ten of them.
     */
    static final int BUDGET = 128;

    /** After how many of them it is looked at the clock, too: what is done between two may take long. A power of two. */
    private static final int BETWEEN_LOOKS = 8;

    /** How long a step may go on so. */
    private static final long BUDGET_NANOS = 1_000_000;

    private final LiveTasks tasks;
    private final UnheardFailures unheardFailures = new UnheardFailures(this);
    private final LiveGenerators generators = new LiveGenerators(this);
    private final DefaultExecutor defaultExecutor;

    // The rest is the holder's.

    /** Made for the first coroutine: a loop of callbacks has none. */
    private @Nullable Engine engine;

    private @Nullable LoopTask<?> currentTask;

    /** How many more things the present step may do without waiting before it gives way. */
    private int budget;

    /** When somebody first looked at how long that takes. */
    private long budgetBegan;

    public TaskLoop(LoopSettings settings) {
        super(settings, LoopTask.class);
        tasks = new LiveTasks(agenda(), LimitedTasks.of(settings.maxTasks, settings.taskLimit));
        defaultExecutor = new DefaultExecutor(name(), settings.defaultExecutor);
    }

    /** {@return what carries the bodies of this loop} Called once. */
    protected abstract Engine newEngine();

    /** The first time, the calling thread is home: nobody else can begin the first coroutine. */
    public final Engine engine() {
        Engine present = engine;
        if (present == null) {
            present = newEngine();
            present.comeHome();
            engine = present;
        }
        return present;
    }

    /** The calling thread is home from now on, and holds the loop. */
    public final void comeHome() {
        if (engine != null) {
            engine.comeHome();
        }
    }

    public final LiveTasks tasks() {
        return tasks;
    }

    public final LiveGenerators generators() {
        return generators;
    }

    public final UnheardFailures unheardFailures() {
        return unheardFailures;
    }

    public final DefaultExecutor defaultExecutor() {
        return defaultExecutor;
    }

    @Nullable
    final LoopTask<?> currentTask() {
        return currentTask;
    }

    /** A step of {@code task} begins; the one before ends. */
    public final void setCurrentTask(@Nullable LoopTask<?> task) {
        DebugMode watch = debug();
        LoopTask<?> before = currentTask;
        if (before != null) {
            before.leaveAt(context());
            if (watch != null) {
                watch.stepEnds(before, before.created());
            }
        }
        if (watch != null) {
            watch.stepBegins();
        }
        currentTask = task;
        budget = BUDGET;
        setContext(task == null ? null : task.context());
    }

    /** {@return whether the present step has done so much without waiting that others must have their turn} Counts one more. */
    final boolean isBudgetSpent() {
        int left = --budget;
        if (left >= 0 && (left % BETWEEN_LOOKS != 0 || !hasTakenLong(left))) {
            return false;
        }
        budget = BUDGET; // also where it cannot suspend
        return true;
    }

    /** By the machine's clock, from the first look on. */
    private boolean hasTakenLong(int left) {
        long now = System.nanoTime();
        if (left == BUDGET - BETWEEN_LOOKS) {
            budgetBegan = now;
        }
        return now - budgetBegan > BUDGET_NANOS;
    }

    /** {@code task} is about to let others run. */
    final void suspends(LoopTask<?> task) {
        DebugMode watch = debug();
        if (watch != null) {
            watch.suspends(task);
        }
    }

    /** {@return what holds the loop now: a task's name, or the thread and where it is} Any thread; by a look at what may change. */
    public final String describeRunning() {
        LoopTask<?> task = currentTask;
        return task != null ? task.name() : holder().describe();
    }

    /** {@return a task that begins once it is passed to {@link #schedule} or {@link #submit(Task)}} */
    @AnyThread
    public final <T extends @Nullable Object> Task<T> newTask(Coroutine<? extends T> body) {
        return new LoopTask<>(this, requireNonNull(body, "body"));
    }

    /** Takes {@code created} in as {@link #createTask} does, from any thread. */
    public final void schedule(Task<?> created) {
        LoopTask<?> task = (LoopTask<?>) created;
        enqueue(task, task);
    }

    /** Takes {@code created} in as {@link #submit(Coroutine)} does. */
    @AnyThread
    public final void submit(Task<?> created) {
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

    /** {@return whether the calling thread runs a step of one of this loop's tasks} */
    public final boolean isInTask() {
        return inLoop() && currentTask != null && !isSteppedAside();
    }

    /** The task that runs lets others run if it has done much without waiting. Only within a task; throws as an await does. */
    public final void giveWay() {
        LoopTask<?> task = currentTask;
        if (task != null) {
            task.giveWay();
        }
    }

    /** {@return whether anybody ever asked {@code task} to end, taken back or not} */
    @HolderOnly
    public final boolean wasCancelled(Task<?> task) {
        return ((LoopTask<?>) task).wasCancelled();
    }

    /** Calls {@code step} once {@code future} is done or the loop closes, on the thread that brings it about. */
    @AnyThread
    public final Registration observe(LoopFuture<?> future, Runnable step) {
        return ((SettableFuture<?>) future).observe(step);
    }

    /** From here on, {@code iterator} is finished when this loop is shut down or closed. */
    @HolderOnly
    public final void adopt(AsyncIterator<?> iterator) {
        generators.add(iterator);
    }

    /** {@code iterator} has ended. */
    @HolderOnly
    public final void release(AsyncIterator<?> iterator) {
        generators.remove(iterator);
    }

    /** {@return the tasks that are not done, in order of creation} From the loop, or any thread while it is idle. */
    public final List<LoopTask<?>> liveTasks() {
        List<LoopTask<?>> live = new ArrayList<>();
        confine("all()", () -> {
            agenda().takeIn();
            live.addAll(tasks.snapshot());
        });
        return live;
    }

    /** {@return whether anything is left for this loop to do or to end} As {@link #liveTasks()}. */
    public final boolean hasLeftovers() {
        boolean[] answer = {false};
        confine("close()", () -> {
            agenda().takeIn();
            answer[0] = !agenda().isEmpty() || !tasks.isEmpty() || !generators.isEmpty() || defaultExecutor.isInUse();
        });
        return answer[0];
    }
}
