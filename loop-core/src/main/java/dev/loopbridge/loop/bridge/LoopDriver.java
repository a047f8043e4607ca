package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.task.Awaiting;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs a loop while its subscriptions have demand: one driver at a time, whichever thread asked first. */
final class LoopDriver {
    /*
     * A call that wants the loop to run adds one to the calls; the one that added to zero drives, and goes on until it has
     * answered them all. So a request from inside onNext only adds, however deep the recursion, and one from another thread is
     * taken over by the driver in the same atomic step by which the driver would have left.
     */
    private final DrivenLoop loop;
    private final AtomicInteger calls = new AtomicInteger();

    // The holder's of the loop, and between two runs the driver's; a closer may come in between.

    /** Subscriptions with something to do: the loop runs on while there is one. */
    private final Set<DrivenSubscription<?>> active = ConcurrentHashMap.newKeySet();

    private final Queue<DrivenSubscription<?>> finished = new ConcurrentLinkedQueue<>();

    /** Whether the user stopped the driver's last run; the driver's. */
    private boolean stoppedByUser;

    /** Whether the loop's owner runs it, and the driver's thread must not wait; the driver's. */
    private boolean mustNotWait;

    private LoopDriver(DrivenLoop loop) {
        this.loop = loop;
    }

    static LoopDriver of(DrivenLoop loop) {
        return (LoopDriver) loop.attachment(() -> new LoopDriver(loop));
    }

    private boolean isDriving() {
        return calls.get() != 0;
    }

    /** {@return why a subscription may not begin on this thread; null if it may} */
    @Nullable
    RuntimeException refusal(DrivenSubscription<?> subscription) {
        boolean runs = loop.isRunUndriven(); // before the next line: a shutdown runs it after it was asked for
        LoopClosedException closed = loop.closeRequested();
        if (closed != null || isDriving()) {
            return closed; // or its driver takes the subscription on, and nothing blocks here
        }
        if (runs) {
            return new IllegalStateException("This event loop is already running: loop \"" + loop.name() + "\""
                    + (loop.inLoop() ? ", on this thread, \"" + SafeText.threadName() + "\"" : "")
                    + "; use submit()");
        }
        return refusalToDrive(subscription);
    }

    private @Nullable RuntimeException refusalToDrive(DrivenSubscription<?> subscription) {
        RuntimeException otherRuns =
                otherLoopHere("use submit() with a loop that runs elsewhere, or offload in its options");
        return otherRuns != null && subscription.offload() == null ? otherRuns : subscription.blockedHere();
    }

    /** {@return that the calling thread runs another loop, and what to do {@code instead}; null if it does not} */
    private @Nullable IllegalStateException otherLoopHere(String instead) {
        EventLoop other = Awaiting.runningLoop();
        if (other == null || other == loop) {
            return null;
        }
        return new IllegalStateException(
                "Cannot run the event loop while another loop is running: loop \"" + loop.name()
                        + "\" on thread \"" + SafeText.threadName() + "\", which runs loop \"" + other.name()
                        + "\"; " + instead);
    }

    /** Runs the loop for {@code caller}, here or where its options say, unless somebody does already. */
    void drive(DrivenSubscription<?> caller) {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        Executor elsewhere;
        RuntimeException refusal;
        try {
            elsewhere = caller.offload();
            refusal = elsewhere == null ? refusalToDrive(caller) : null;
        } catch (Throwable error) { // out of the question whether this thread may block
            refuse(asRuntimeException("The question whether this thread may block", error), caller);
            return;
        }
        if (refusal != null) {
            refuse(refusal, caller);
        } else if (elsewhere == null) {
            answer();
        } else {
            answerOn(elsewhere, caller);
        }
    }

    private void answerOn(Executor elsewhere, DrivenSubscription<?> caller) {
        try {
            elsewhere.execute(() -> answerElsewhere(caller));
        } catch (RuntimeException rejected) {
            refuse(rejected, caller);
        } catch (Error failed) { // as where no thread can be had
            refuse(
                    asRuntimeException("The executor to which loop \"" + loop.name() + "\" is offloaded", failed),
                    caller);
        }
    }

    private static RuntimeException asRuntimeException(String who, Throwable error) {
        return error instanceof RuntimeException exception
                ? exception
                : new RejectedExecutionException(
                        who + " failed with " + SafeText.of(error) + "; offload it to one that has a thread left",
                        error);
    }

    private void answerElsewhere(DrivenSubscription<?> caller) {
        RuntimeException refusal = otherLoopHere("offload it to an executor whose threads run no loop");
        if (refusal == null) {
            answer();
        } else {
            refuse(refusal, caller);
        }
    }

    /** Runs the loop for all calls there are, as the driver. */
    private void answer() {
        int answered = 1;
        do {
            loop.guard("Exception while driving", loop, this::runWhileActive);
            if (mustNotWait) {
                mustNotWait = false;
                startDriver();
                return;
            }
            answered = calls.addAndGet(-answered);
        } while (answered != 0);
    }

    /** Ends the caller's subscription instead. As the driver, on a thread that must not run the loop. */
    private void refuse(RuntimeException refusal, DrivenSubscription<?> caller) {
        caller.abandon(refusal);
        finishAll();
        if (calls.decrementAndGet() == 0) {
            return;
        }
        // Others called meanwhile, and were told that there is a driver.
        if (loop.isClosed()) {
            answer(); // which cannot block
        } else {
            startDriver();
        }
    }

    /** Another thread is the driver from now on. */
    private void startDriver() {
        try {
            String name = "loopbridge-driver-" + loop.name();
            Thread driver = new Thread(null, this::answer, name, 0, /* inheritThreadLocals= */ false);
            driver.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            driver.setDaemon(true);
            driver.start();
        } catch (Throwable noThread) {
            RuntimeException refusal = asRuntimeException("A thread to drive loop \"" + loop.name() + "\"", noThread);
            List.copyOf(active).forEach(each -> each.abandon(refusal));
            calls.set(0);
        }
    }

    private void runWhileActive() {
        do {
            stoppedByUser = false;
            if (!runOnce()) {
                break;
            }
            finishAll();
        } while (!active.isEmpty() && !stoppedByUser);
        if (stoppedByUser && !loop.isClosed()) {
            List.copyOf(active).forEach(DrivenSubscription::failStopped);
        }
        finishAll();
    }

    /** {@return false if there is no need to run the loop, or no way: it is closed, or closing} */
    private boolean runOnce() {
        while (!loop.isClosed() && awaitTurn()) {
            try {
                loop.runDriven(this::runBegins, this::runEnds);
                return !loop.isClosed();
            } catch (Throwable error) {
                if (loop.closeIfOfClock(error) || error instanceof RejectedExecutionException) {
                    return false;
                }
                if (!(error instanceof IllegalStateException)) { // else somebody else was faster
                    reportFatal(error);
                    return !loop.isClosed();
                }
            }
        }
        return false;
    }

    /**
     * Waits while the loop's owner runs it: with all that was handed in, but only until it stops. Returns false if nobody is left
     * to drive for, or the owner's run is the caller's own.
     */
    private boolean awaitTurn() {
        if (loop.inLoop() || EventLoops.inLoop()) {
            return false;
        }
        if (Awaiting.isInsideRun() && loop.isRunUndriven()) { // two who wait for each other would do so for ever
            mustNotWait = true;
            return false;
        }
        AtomicBoolean allHaveBegun = new AtomicBoolean();
        BooleanSupplier enough = () -> allHaveBegun.get() && active.isEmpty();
        if (loop.isRunUndriven()) {
            loop.deliverStep(() -> {
                allHaveBegun.set(true); // since this comes behind them
                loop.wakeDriver();
            });
            loop.awaitUndrivenRun(enough);
        }
        return !enough.getAsBoolean();
    }

    private void reportFatal(Throwable fatal) {
        if (finished.stream().noneMatch(subscription -> subscription.endedWith(fatal))) {
            loop.guard("Fatal error in event loop", loop, () -> {
                throw Sneaky.rethrow(fatal);
            });
        }
    }

    /** As the holder: until then somebody else may run the loop, and those who are active may end. */
    private void runBegins() {
        if (active.isEmpty()) {
            loop.stopDriving(); // one iteration, for what was handed in
        }
    }

    private void runEnds() {
        stoppedByUser = loop.isStopCalled();
    }

    private void finishAll() {
        for (var next = finished.poll(); next != null; next = finished.poll()) {
            next.finish();
        }
    }

    /** On the loop. */
    void activate(DrivenSubscription<?> subscription) {
        active.add(subscription);
    }

    /** On the loop: when nobody is left, the driver returns. */
    void deactivate(DrivenSubscription<?> subscription) {
        if (active.remove(subscription) && active.isEmpty()) {
            stop();
        }
    }

    /** On the thread that settled the task, which holds the loop, or closes it. */
    void onFinished(DrivenSubscription<?> subscription) {
        active.remove(subscription);
        finished.add(subscription);
        stop();
        if (calls.getAndIncrement() == 0) {
            answer(); // nobody drives: the loop's owner runs it, or somebody closes it
        }
    }

    private void stop() {
        if (loop.isDriven()) {
            loop.stopDriving();
        } else { // by its owner, or a closer
            loop.wakeDriver();
        }
    }
}
