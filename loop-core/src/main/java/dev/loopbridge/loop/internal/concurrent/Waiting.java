package dev.loopbridge.loop.internal.concurrent;

import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.task.Awaiting;
import dev.loopbridge.loop.internal.task.SettableFuture;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One coroutine that waits for several futures and leaves them alone: asyncio's {@code _wait}. */
public final class Waiting {
    private final TaskLoop loop = Awaiting.task().loop;
    private final List<DoneStep> steps = new ArrayList<>();
    private final Predicate<? super LoopFuture<?>> last;
    private final SettableFuture<Boolean> over = new SettableFuture<>(loop);
    private int left;

    private final class DoneStep implements Step {
        final SettableFuture<?> future;

        DoneStep(SettableFuture<?> future) {
            this.future = future;
        }

        @Override
        public void run() {
            left--;
            if (left == 0 || last.test(future)) {
                end();
            }
        }
    }

    private Waiting(Collection<? extends LoopFuture<?>> futures, Predicate<? super LoopFuture<?>> last) {
        this.last = last;
        for (LoopFuture<?> future : futures) {
            steps.add(new DoneStep(SettableFuture.of(loop, future)));
        }
        left = steps.size();
    }

    /** Suspends the calling coroutine until all are done, or {@code last} accepts one that is, or {@code timeout} is over. */
    public static void forAll(
            Collection<? extends LoopFuture<?>> futures,
            @Nullable Duration timeout,
            Predicate<? super LoopFuture<?>> last) {
        new Waiting(futures, last).await(timeout);
    }

    /** Cancels {@code future} and suspends the calling coroutine until it has ended. */
    public static void cancelAndWait(LoopFuture<?> future) {
        Waiting waiting = new Waiting(Set.of(future), done -> true);
        future.cancel();
        waiting.await(null);
    }

    private void await(@Nullable Duration timeout) {
        TimerHandle timer = timeout == null ? null : loop.callLater(timeout, this::end);
        try {
            for (DoneStep step : steps) {
                step.future.addCallback(step);
            }
            var unused = Awaiting.future(over);
        } finally {
            if (timer != null) {
                timer.cancel();
            }
            for (DoneStep step : steps) {
                step.future.removeCallback(step);
            }
        }
    }

    private void end() {
        if (!over.isDone() && !loop.isClosed()) { // else the close unwinds the one who waits
            over.finish(true, null);
        }
    }
}
