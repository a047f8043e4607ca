package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.core.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every ecosystem's scheduler does on a loop: a bridge maps it to its own types, and is done.
 *
 * <p>Any thread may call any method; none blocks.
 *
 * <p><b>At the close of the loop</b> everything pending is told, by {@link ScheduledWork#abandon} on the closing thread.
 * <b>Dispose</b> of one that borrows its loop refuses what comes, tells what is timed, and lets what is queued run; one that
 * owns its loop closes it.
 */
public final class LoopScheduling {
    final DrivenLoop loop;
    private final boolean owning;
    private final LoopWorker direct = new LoopWorker(this, /* disposable= */ false);
    private final Registry<ScheduledWork> timers = new Registry<>();

    /** How much runs at once and has not ended, of all workers. */
    private final AtomicInteger queued = new AtomicInteger();

    /** That very work. */
    private final WorkList queuedWork = new WorkList(/* ofWorker= */ false);

    /** Why everything was told while the loop had yet to close; null if it was not. Never goes back. */
    private final AtomicReference<@Nullable LoopClosedException> overdue = new AtomicReference<>();

    private final AtomicReference<@Nullable Long> epochNanos = new AtomicReference<>();

    /** As the loop knows it, for as long as somebody has this. */
    private final Consumer<LoopClosedException> onOverdue = this::tellAll;

    /** Written by the home thread. */
    private volatile boolean timerRuns;

    /** Never goes back to false. */
    private volatile boolean refusing;

    /** Nothing comes, and nothing queued is left. */
    private final CompletableFuture<@Nullable Void> quiet = new CompletableFuture<>();

    /** The scheduler is no more: quiet, and its own loop closed. */
    private final CompletableFuture<@Nullable Void> gone;

    private LoopScheduling(EventLoop loop, boolean owning) {
        this.loop = (DrivenLoop) loop;
        this.owning = owning;
        this.loop.watchOverdueWeakly(onOverdue);
        this.gone = owning ? quiet.thenCompose(nothing -> closeLoop()) : quiet;
    }

    /**
     * {@return work on a loop that somebody else runs and closes}
     *
     * @param loop in any state
     */
    public static LoopScheduling borrowing(EventLoop loop) {
        return new LoopScheduling(requireNonNull(loop, "loop"), /* owning= */ false);
    }

    /**
     * {@return work on a loop that runs on a thread of its own from now on, and is closed by the dispose}
     *
     * @param loop idle
     * @throws LoopClosedException if it is closed
     * @throws IllegalStateException "This event loop is already running"
     */
    public static LoopScheduling owning(EventLoop loop) {
        return new LoopScheduling(EventLoopThread.start(loop).loop(), /* owning= */ true);
    }

    /** {@return what takes work of no worker in particular; not for disposing} */
    public LoopWorker direct() {
        return direct;
    }

    /** {@return a worker of its own} */
    public LoopWorker createWorker() {
        return new LoopWorker(this, /* disposable= */ true);
    }

    /** {@return the loop} */
    public EventLoop loop() {
        return loop;
    }

    /** Takes no more work, and closes the loop if that is its own; else tells all that is timed. */
    public void dispose() {
        if (owning) {
            var unused = closeLoop();
        }
        refuse();
    }

    /**
     * As {@link #dispose()}, but what is queued runs first.
     *
     * @return done when it has, and the loop is closed if that is its own; the same outcome for every call
     */
    public CompletableFuture<@Nullable Void> disposeGracefully() {
        refuse();
        return gone.copy();
    }

    private void refuse() {
        workQueued(); // not quiet before all timers are told: one that this has yet to come to may run meanwhile
        refusing = true;
        try {
            if (!owning) {
                tellTimers();
            }
        } finally {
            workLeft();
        }
    }

    private void tellTimers() {
        for (ScheduledWork work = timers.poll(); work != null; work = timers.poll()) {
            ScheduledWork told = work;
            loop.guard("Exception in abandoned work", told, () -> told.tell(rejected()));
        }
    }

    /**
     * Tells everything pending, as the close of the loop does, while the loop's thread does not come round to closing: what
     * waits by {@link ScheduledWork#abandon}, what runs by {@link ScheduledWork#closeOverdue}, and what comes is refused. Each
     * is told once, here or by the close. <b>Call from</b> any thread; a second call does nothing.
     *
     * @param why what they are told
     */
    public void tellAll(LoopClosedException why) {
        if (!overdue.compareAndSet(null, why)) {
            return;
        }
        workQueued(); // not quiet before all are told
        refusing = true;
        try {
            queuedWork.snapshot().forEach(work -> tellOverdue(work, why));
            for (ScheduledWork work = timers.poll(); work != null; work = timers.poll()) {
                tellOverdue(work, why);
            }
        } finally {
            workLeft();
        }
    }

    private void tellOverdue(ScheduledWork told, LoopClosedException why) {
        loop.guard("Exception in abandoned work", told, () -> told.tellOverdue(why));
    }

    private CompletableFuture<@Nullable Void> closeLoop() {
        return loop.shutdownAtHome(Duration.ZERO, "dispose() of its scheduler")
                .<@Nullable Void>thenApply(report -> null)
                .toCompletableFuture();
    }

    /** {@return whether this takes no more work: disposed, or its loop closed} */
    public boolean isDisposed() {
        return refusing || loop.isClosed();
    }

    /** {@return done when the loop has closed and everyone was told} Asks for nothing. */
    public CompletionStage<?> whenClosed() {
        return loop.whenClosed();
    }

    /**
     * {@return what time it is, in {@code unit}, as a scheduler tells it} The time of day, in milliseconds or less since 1970,
     * which may be set back; by a clock of the user's own the time of day when it was first asked for, and what that clock says has
     * passed since. Of a loop in virtual time, or of a host, {@link EventLoop#time()}: that time is the one to stamp with.
     *
     * @throws RuntimeException what the loop's clock throws
     */
    public long now(TimeUnit unit) {
        if (loop.isInMachineTime()) {
            Instant now = Instant.now();
            return unit.convert(now.getEpochSecond(), TimeUnit.SECONDS)
                    + unit.convert(now.getNano(), TimeUnit.NANOSECONDS);
        }
        long nanos = loop.time();
        return unit.convert(loop.isInRealTime() ? nanos + epochNanos(nanos) : nanos, TimeUnit.NANOSECONDS);
    }

    /** How far the loop's own clock is behind the time of day: set once, so that it alone says what passes. */
    private long epochNanos(long nanos) {
        Long known = epochNanos.get();
        if (known == null) {
            epochNanos.compareAndSet(null, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - nanos);
            known = requireNonNull(epochNanos.get());
        }
        return known;
    }

    /** {@return how much work is neither over nor disposed} */
    public int pending() {
        return queued.get() + timers.size();
    }

    RejectedExecutionException rejected() {
        LoopClosedException told = overdue.get();
        LoopClosedException closed = told != null ? told : loop.closeRequested();
        return closed != null
                ? closed
                : new RejectedExecutionException("a scheduler or worker of loop \"" + loop.name()
                        + "\" was disposed, while the loop is open; make another from the loop");
    }

    Registry<ScheduledWork> timers() {
        return timers;
    }

    boolean isRefusing() {
        return refusing;
    }

    boolean hasCutTimers() {
        return refusing && (!owning || overdue.get() != null);
    }

    WorkList queuedWork() {
        return queuedWork;
    }

    void workQueued() {
        queued.incrementAndGet();
    }

    void workLeft() {
        queued.decrementAndGet();
        tellIfQuiet();
    }

    /** At the beginning and the end of a timer's turn, around its own race with {@link #refuse()}. */
    void timerRuns(boolean runs) {
        timerRuns = runs;
        tellIfQuiet();
    }

    private void tellIfQuiet() {
        if (refusing && queued.get() == 0 && !timerRuns) {
            quiet.complete(null);
        }
    }
}
