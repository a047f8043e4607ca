package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.report.SafeText;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A body on an idle loop, which the subscriber's calls run. */
final class DrivenSubscription<T> extends BodySubscription<T> implements LoopUse {
    private final LaunchOptions options;
    private final boolean ownsLoop;
    private final LoopDriver driver;

    DrivenSubscription(
            DrivenLoop loop,
            Launch.Body<T> body,
            LoopSubscriber<? super T> subscriber,
            LaunchOptions options,
            boolean ownsLoop) {
        super(loop, body, subscriber, /* shared= */ !ownsLoop);
        this.options = options;
        this.ownsLoop = ownsLoop;
        this.driver = LoopDriver.of(loop);
    }

    @Override
    LoopUse use() {
        return this;
    }

    @Override
    public @Nullable RuntimeException refusal() {
        return driver.refusal(this);
    }

    @Override
    void launch(Task<@Nullable T> created) {
        loop.schedule(created);
    }

    @Override
    public void onBodyBegins() {
        driver.activate(this);
    }

    @Override
    void onNeverBegun() {
        closeIfOwned(Duration.ZERO); // no body has begun, so none has to unwind
    }

    @Override
    void failUnlaunched(Throwable refused) {
        closeIfOwned(Duration.ZERO);
        super.failUnlaunched(refused);
    }

    @Override
    public void wake() {
        driver.drive(this);
    }

    @Override
    public void setPaused(boolean paused) {
        if (paused) {
            driver.deactivate(this);
        } else {
            driver.activate(this);
        }
    }

    @Override
    boolean signal(T item) {
        loop.stepAside();
        try {
            return subscriber.tryOnNext(item);
        } finally {
            loop.stepBack();
        }
    }

    @Override
    void onTaskDone() {
        driver.onFinished(this);
    }

    /** The loop is idle, or closed, and the task done. On the driving thread, or the closing one. */
    void finish() {
        closeIfOwned(grace());
        conclude();
    }

    /** The loop may not be driven on the calling thread: what is ready may unwind, and that is all. */
    void abandon(RuntimeException refusal) {
        if (setFailure(refusal)) {
            cancelTask();
            if (ownsLoop) {
                loop.shutdown(Duration.ZERO, "the failure of its subscription");
            }
            endFailed();
        }
    }

    /** The body stopped its loop: as {@code runUntilComplete} says then. */
    void failStopped() {
        fail(new IllegalStateException("Event loop stopped before Future completed."));
    }

    private void closeIfOwned(Duration grace) {
        if (ownsLoop) {
            loop.shutdown(grace, "the end of its subscription");
        }
    }

    /** The thread that runs the loop gives the grace, not this one; if nobody runs it, that is where it is offloaded to, or here. */
    @Override
    void onCancel() {
        boolean mayBlock = mayUnwindHere();
        Executor elsewhere = mayBlock || loop.isRunning() ? null : options.offloadTo();
        if (elsewhere == null || !isUnwoundOn(elsewhere)) {
            loop.shutdown(options.grace(), mayBlock ? options.grace() : Duration.ZERO, DISPOSE);
        }
    }

    private boolean isUnwoundOn(Executor elsewhere) {
        try {
            elsewhere.execute(() -> loop.shutdown(options.grace(), DISPOSE));
            return true;
        } catch (Throwable refused) {
            return false; // what is ready may unwind here
        }
    }

    private Duration grace() {
        return mayUnwindHere() ? options.grace() : Duration.ZERO;
    }

    /** As {@link #mayBlockHere()} at an end, which must come whatever the subscriber throws at the question. */
    private boolean mayUnwindHere() {
        boolean[] answer = {false};
        loop.guard(
                "Exception in the question whether a thread may block, to",
                subscriber,
                () -> answer[0] = mayBlockHere());
        return answer[0];
    }

    /** Inside of this loop nobody would wait for it; inside of another, nobody may, whatever the subscriber thinks. */
    private boolean mayBlockHere() {
        return options.blocking() == LaunchOptions.Blocking.ALLOW
                || loop.inLoop()
                || (!EventLoops.inLoop() && subscriber.mayBlock());
    }

    /** {@return where to drive the loop instead of on the calling thread; null if it may be driven here} */
    @Nullable
    Executor offload() {
        return mayBlockHere() ? null : options.offloadTo();
    }

    /** {@return why the loop must not be driven on the calling thread; null if it may, or elsewhere} */
    @Nullable
    IllegalStateException blockedHere() {
        if (mayBlockHere() || options.blocking() == LaunchOptions.Blocking.OFFLOAD) {
            return null;
        }
        return new IllegalStateException("Running loop \"" + loop.name() + "\" would block thread \""
                + SafeText.threadName()
                + "\", which must not block; move the subscription with subscribeOn() to a thread that may,"
                + " or use submit() with a loop that runs elsewhere");
    }
}
