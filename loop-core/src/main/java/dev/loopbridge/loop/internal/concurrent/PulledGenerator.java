package dev.loopbridge.loop.internal.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.core.EnteredScope;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.task.Awaiting;
import dev.loopbridge.loop.internal.task.Carrier;
import dev.loopbridge.loop.internal.task.LiveGenerators;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.TaskLoop;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Emitter;
import dev.loopbridge.loop.stream.Generator;
import org.jspecify.annotations.Nullable;

/**
 * A generator with a stack of its own, that runs as part of whichever task pulls it: that task's awaits, cancellation and
 * locals are the generator's.
 *
 * @param <T> the type of the elements
 */
public final class PulledGenerator<T> implements AsyncIterator<T>, Emitter<T>, Carrier.Body, LiveGenerators.Pulled {
    private enum State {
        NEW,
        RUNNING,
        SUSPENDED,
        ENDED
    }

    private final Generator<T> body;
    private State state = State.NEW;
    private @Nullable T current;

    /** What the body threw, until the puller has it. */
    private @Nullable Throwable failure;

    /** Thrown by {@link #emit} from here on, once asked to finish. */
    private @Nullable CoroutineExit exit;

    /** Thrown by {@link #emit} as it goes on; once. */
    private @Nullable Throwable thrownInto;

    /** The task that pulls, while the body runs. */
    private @Nullable LoopTask<?> puller;

    private @Nullable Carrier carrier;

    /** That of the last puller, which its thread keeps until another pulls. */
    private @Nullable EnteredScope scope;

    /** That of the first pull. */
    private @Nullable TaskLoop loop;

    /** @param body not begun */
    public PulledGenerator(Generator<T> body) {
        this.body = body;
    }

    /** As {@link AsyncIterator#finishAll}. */
    public static LoopFuture<@Nullable Void> finishAll(EventLoop loop) {
        return ((TaskLoop) loop).generators().finishAll();
    }

    @Override
    public boolean next() {
        Awaiting.giveWay();
        LoopTask<?> task = puller("anext()");
        if (state != State.ENDED) {
            pull(task);
            rethrowFailure();
        }
        return state != State.ENDED;
    }

    @Override
    public T current() {
        if (state != State.SUSPENDED) {
            throw new IllegalStateException("there is no current element: next() was not called, or returned false");
        }
        return requireNonNull(current);
    }

    @Override
    public void finish() {
        LoopTask<?> task = puller("aclose()");
        if (state == State.NEW) {
            state = State.ENDED;
        } else if (state == State.SUSPENDED) {
            CoroutineExit mine = new CoroutineExit("this generator is being finished, and must end");
            exit = mine;
            pull(task);
            if (failure == mine) {
                failure = null;
            }
            rethrowFailure();
        }
    }

    @Override
    public boolean athrow(Throwable error) {
        requireNonNull(error, "error");
        LoopTask<?> task = puller("athrow()");
        if (state == State.NEW) {
            state = State.ENDED;
            throw Sneaky.rethrow(error);
        }
        if (state != State.ENDED) {
            thrownInto = error;
            pull(task);
            rethrowFailure();
        }
        return state != State.ENDED;
    }

    @Override
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    /** {@return the calling task, if it may pull now} */
    private LoopTask<?> puller(String call) {
        LoopTask<?> task = Awaiting.task();
        if (isRunning()) {
            throw new IllegalStateException(call + ": asynchronous generator is already running, in " + puller);
        }
        if (loop != null && loop != task.loop) {
            throw new IllegalStateException(this + " is bound to a different event loop, \"" + loop.name()
                    + "\", and cannot be pulled on \"" + task.loop.name() + "\"");
        }
        return task;
    }

    private void rethrowFailure() {
        if (failure != null) {
            Throwable thrown = failure;
            failure = null;
            throw Sneaky.rethrow(thrown);
        }
    }

    /** Lets the body run, as part of {@code task}, until it emits or ends. */
    private void pull(LoopTask<?> task) {
        Carrier stack = carrier;
        if (stack == null) {
            loop = task.loop;
            carrier = stack = task.loop.engine().carry(this);
            task.loop.generators().add(this);
        }
        State before = state;
        T element = current;
        stack.nestIn(task.carrier());
        puller = task;
        current = null;
        state = State.RUNNING;
        try {
            task.switchTo(stack);
        } catch (Throwable neverBegan) {
            state = before;
            current = element;
            exit = null;
            if (before == State.NEW) {
                carrier = null; // may be one that cannot be begun again
                task.loop.generators().remove(this);
            }
            thrownInto = null;
            throw neverBegan;
        } finally {
            puller = null;
        }
    }

    @Override
    public @Nullable Throwable runBody() {
        scope = requireNonNull(puller).holdScope(null);
        try {
            body.run(this);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        if (scope != null) {
            scope.leave(failure);
        }
        end();
        return null;
    }

    @Override
    public void abort(Throwable broken) {
        if (failure == null) {
            failure = broken;
        }
        if (state != State.ENDED) {
            end();
        }
    }

    private void end() {
        state = State.ENDED;
        requireNonNull(loop).generators().remove(this);
    }

    @Override
    public void emit(T item) {
        requireNonNull(item, "item");
        Carrier mine = carrier;
        if (mine == null || puller == null || Awaiting.currentTask() != puller || !puller.isCarriedBy(mine)) {
            throw new IllegalStateException("emit() is for the generator's own coroutine, while it is pulled; " + this
                    + " is " + (puller == null ? "not pulled now" : "pulled by " + puller + ", and not from here"));
        }
        if (exit != null) {
            throw new IllegalStateException(
                    "async generator ignored GeneratorExit: it emits while it is being finished");
        }
        current = item;
        state = State.SUSPENDED;
        try {
            mine.switchTo(mine.outer());
        } catch (IllegalStateException pinned) {
            current = null;
            state = State.RUNNING;
            throw pinned;
        } finally {
            scope = requireNonNull(puller).holdScope(scope); // another's, by now
        }
        CoroutineExit asked = exit;
        if (asked != null) {
            throw asked;
        }
        Throwable thrown = thrownInto;
        if (thrown != null) {
            thrownInto = null;
            throw Sneaky.rethrow(thrown);
        }
    }

    @Override
    public String toString() {
        return "<AsyncIterator of " + body + " " + state.name().toLowerCase(java.util.Locale.ROOT) + ">";
    }
}
