package dev.loopbridge.loop.internal.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.TimerHandle;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.task.Awaiting;
import dev.loopbridge.loop.internal.task.SettableFuture;
import dev.loopbridge.loop.internal.task.TaskLoop;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Futures in the order in which they complete: asyncio's {@code _AsCompletedIterator}. */
public final class Completions<T extends @Nullable Object> implements AsyncIterator<LoopFuture<T>> {
    private final TaskLoop loop = (TaskLoop) EventLoops.getRunningLoop();
    private final @Nullable Duration timeout;
    private final @Nullable TimerHandle timer;

    /** Not done, each with what tells us when it is. */
    private final Map<SettableFuture<T>, Step> pending = new LinkedHashMap<>();

    private final Queue<LoopFuture<T>> done = new ArrayDeque<>();

    /** How many are pending for ever, because time is over, and not reported yet. */
    private int expired;

    /** What {@link #next()} waits for; null if nobody is in there. */
    private @Nullable SettableFuture<Boolean> news;

    private @Nullable LoopFuture<T> current;

    private Completions(Collection<? extends LoopFuture<T>> futures, @Nullable Duration timeout) {
        this.timeout = timeout;
        for (LoopFuture<T> future : futures) {
            SettableFuture<T> input = SettableFuture.of(loop, future);
            pending.put(input, () -> onDone(input));
        }
        timer = timeout == null || pending.isEmpty() ? null : loop.callLater(timeout, this::onTimeout);
        pending.forEach(SettableFuture::addCallback);
    }

    /** As {@code Tasks.asCompleted(futures, timeout)}. */
    public static <T extends @Nullable Object> AsyncIterator<LoopFuture<T>> of(
            Collection<? extends LoopFuture<T>> futures, @Nullable Duration timeout) {
        return new Completions<>(requireNonNull(futures, "futures"), timeout);
    }

    private void onDone(SettableFuture<T> input) {
        if (pending.remove(input) != null) {
            done.add(input);
            if (pending.isEmpty()) {
                cancelTimer();
            }
            tell();
        }
    }

    private void onTimeout() {
        expired = pending.size();
        forget();
        tell();
    }

    private void forget() {
        pending.forEach(SettableFuture::removeCallback);
        pending.clear();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void tell() {
        if (news != null && !news.isDone() && !loop.isClosed()) { // else the close unwinds the one who waits
            news.finish(true, null);
        }
    }

    @Override
    public boolean next() {
        Awaiting.giveWay();
        if (news != null) {
            throw new IllegalStateException("next() is for one coroutine at a time, and another one waits in it");
        }
        current = null;
        while (done.isEmpty() && expired == 0 && !pending.isEmpty()) {
            awaitNews();
        }
        current = done.poll();
        if (current == null && expired > 0) {
            expired--;
            throw Sneaky.rethrow(new TimeoutException("not done within " + timeout));
        }
        return current != null;
    }

    private void awaitNews() {
        SettableFuture<Boolean> awaited = new SettableFuture<>(loop);
        news = awaited;
        try {
            var unused = Awaiting.future(awaited);
        } finally {
            news = null;
        }
    }

    @Override
    public LoopFuture<T> current() {
        if (current == null) {
            throw new IllegalStateException(
                    "there is no current future; call current() after a next() that returned true");
        }
        return current;
    }

    @Override
    public void finish() {
        loop.confine("finish()", () -> {
            current = null;
            expired = 0;
            done.clear();
            forget();
            cancelTimer();
            tell();
        });
    }
}
