package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Await;
import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.report.WrapsBody;
import dev.loopbridge.loop.stream.Emitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A subscription whose elements a body emits. */
abstract class BodySubscription<T> extends PhasedSubscription<T> implements Emitter<T> {
    /*
     * Elements are emitted by the body, and so one at a time, on whichever thread holds the loop. The end comes from the task,
     * which the loop settles when the body ends, and fails when it closes: one source for all terminal signals.
     */
    /** Null once it has begun, or will not: a subscriber who is gone must not keep what it captured until the loop's turn. */
    private volatile Launch.@Nullable Body<T> body;

    private final AtomicBoolean cancelSent = new AtomicBoolean();

    /** Emitters that wait for demand, oldest first; the holder's of the loop. */
    private final Deque<LoopFuture<Boolean>> waiting = new ArrayDeque<>(2);

    /** Emitters that wait for the end of another one's signal, oldest first; the holder's of the loop. */
    private final Deque<LoopFuture<Boolean>> behind = new ArrayDeque<>(2);

    /** Set before the loop has it, and so before anything can ask for it but a cancel. */
    private volatile @Nullable Task<@Nullable T> task;

    BodySubscription(DrivenLoop loop, Launch.Body<T> body, LoopSubscriber<? super T> subscriber, boolean shared) {
        super(loop, subscriber, shared);
        this.body = body;
    }

    /** Hands {@code created} to the loop, which may run it to its end before this returns. */
    abstract void launch(Task<@Nullable T> created);

    /** {@return what this does that its loop runs for it} */
    abstract LoopUse use();

    /** Calls {@code tryOnNext}. On the loop. */
    abstract boolean signal(T item);

    /** The task is done, on the thread that settled it. */
    abstract void onTaskDone();

    @Override
    final void begin() {
        try {
            RuntimeException refusal = failure() != null ? failure() : use().refusal();
            if (refusal != null) {
                throw refusal;
            }
            Task<@Nullable T> created = loop.newTask(bodyInContext());
            task = created;
            // Before the loop has it: of a task that is done already, this thread would be told, which does not hold
            // the loop.
            var unused = loop.observe(created, this::onSettled); // a task is told at its end
            launch(created);
        } catch (RuntimeException | Error refused) { // an error too: for want of memory, or of a foreign class
            failUnlaunched(refused);
            return;
        }
        // By another thread, which did not see the task yet.
        if (isCancelled()) {
            onCancel();
        } else if (failure() != null) {
            cancelTask();
        }
        use().wake();
    }

    private void onSettled() {
        Task<@Nullable T> done = requireNonNull(task);
        if (!done.isCancelled()) {
            // To have asked is to have heard: a close that comes before the signal must not report it as nobody's.
            var unused = done.exception();
        }
        onTaskDone();
    }

    /** There was no task to end with. */
    void failUnlaunched(Throwable refused) {
        conclude(null, refused);
    }

    @Override
    final void onFailure() {
        if (task != null) { // else begin() finds it
            cancelTask();
            use().wake();
        }
    }

    /** Once: a second cancel would strike the body where it cleans up after the first. */
    final void cancelTask() {
        body = null;
        Task<@Nullable T> launched = task;
        if (launched != null && cancelSent.compareAndSet(false, true)) {
            cancelSource(launched);
        }
    }

    /** {@return the body, in what the subscriber wants it to work in} */
    @SuppressWarnings("NullAway") // the task's result is nullable
    private Coroutine<@Nullable T> bodyInContext() {
        LoopContext context = subscriber.context();
        Coroutine<@Nullable T> plain = new Launched();
        return context == null ? plain : context.body(plain);
    }

    /** What its task runs. */
    private final class Launched implements Coroutine<@Nullable T>, WrapsBody {
        @Override
        @SuppressWarnings("NullAway") // as its type says
        public @Nullable T run() throws Exception {
            return runBody();
        }

        @Override
        public Object wrappedBody() {
            Object handedIn = body;
            return handedIn != null ? handedIn : this;
        }
    }

    private @Nullable T runBody() throws Exception {
        use().onBodyBegins();
        Launch.Body<T> mine = body;
        body = null;
        if (mine == null) {
            throw new CancelledError("cancelled before it began");
        }
        T last = mine.run(this);
        if (last != null && isOver()) {
            discard(last); // a task that cancels itself, and returns, would lose it
            return null;
        }
        return last;
    }

    @Override
    public final void emit(T item) {
        requireNonNull(item, "item");
        if (!loop.isInTask()) {
            throw new IllegalStateException("emit() is for coroutines of loop \"" + loop.name()
                    + "\", called from thread \"" + SafeText.threadName() + "\"");
        }
        try {
            loop.giveWay();
            do {
                awaitDemand();
            } while (!enterOrWait());
        } catch (CancelledError | CoroutineExit over) {
            discard(item);
            throw over;
        }
        try {
            if (signal(item)) {
                useDemand();
            }
        } finally {
            leaveSignal();
            wakeNext();
        }
    }

    /** {@return whether the caller may signal; else it waited for another emitter, whose receiver had suspended} */
    private boolean enterOrWait() {
        if (enterSignal()) {
            return true;
        }
        throwIfOver();
        awaitIn(behind);
        return false;
    }

    private void wakeNext() {
        if (!behind.isEmpty()) {
            wake(behind.getFirst());
        }
    }

    /** Suspends the calling coroutine while nothing is asked for. */
    final void awaitDemand() {
        throwIfOver();
        while (!hasDemand()) {
            awaitIn(waiting);
            throwIfOver();
        }
    }

    private void throwIfOver() {
        if (!isOver()) {
            return;
        }
        // The body must see its task's own cancel, or that would strike once more in its finally block.
        if (Tasks.current() == task) {
            if (loop.wasCancelled(requireNonNull(task))) {
                Tasks.yieldNow(); // it may be pending
            } else {
                Await.await(loop.createFuture()); // it is on its way
            }
        }
        throw new CancelledError("the subscription is over");
    }

    private void awaitIn(Deque<LoopFuture<Boolean>> line) {
        LoopFuture<Boolean> turn = loop.createFuture();
        line.add(turn);
        use().setPaused(true);
        try {
            Await.await(turn);
        } finally {
            line.remove(turn);
            use().setPaused(false);
        }
    }

    @Override
    final void onDemand() {
        if (mayHaveEmitters()) {
            loop.deliverStep(this::wakeEmitters);
            use().wake();
        }
    }

    /**
     * On the loop, as from inside onNext, we know; from elsewhere one may just be lying down to wait. But not before there is a
     * task: and then its body still has to look at the demand, which by now is up.
     */
    private boolean mayHaveEmitters() {
        return loop.inLoop() ? !waiting.isEmpty() : task != null;
    }

    private void wakeEmitters() {
        waiting.forEach(this::wake);
    }

    private void wake(LoopFuture<Boolean> turn) {
        if (!turn.isDone() && !loop.isClosed()) { // else whoever waits is unwound
            turn.setResult(true);
            use().setPaused(false); // from now on, not from its wake-up on: the driver must not leave in between
        }
    }

    /** Gives the terminal signal that the task ended with, or holds its element until there is demand. */
    final void conclude() {
        concludeAs(requireNonNull(task));
    }

    /** As {@link #conclude()}, on the home thread of a loop that somebody else runs. */
    final void concludeAtHome() {
        concludeAtHome(requireNonNull(task));
    }

    /** {@return whether {@code error} is what the task, which is done, failed with} */
    final boolean endedWith(Throwable error) {
        Task<@Nullable T> done = requireNonNull(task);
        return !done.isCancelled() && done.exception() == error;
    }
}
