package dev.loopbridge.loop.internal.concurrent;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.queue.Step;
import dev.loopbridge.loop.internal.task.CancelRequest;
import dev.loopbridge.loop.internal.task.ParentFuture;
import dev.loopbridge.loop.internal.task.SettableFuture;
import dev.loopbridge.loop.internal.task.TaskLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The future of what several futures end with: asyncio's {@code _GatheringFuture}. */
public final class Gathering<T extends @Nullable Object> extends SettableFuture<List<T>> implements ParentFuture {
    /** In order of the arguments, duplicates included. */
    private List<SettableFuture<?>> children;

    private final boolean failFast;
    private final Function<SettableFuture<?>, T> entry;
    private int unfinished;
    private boolean cancelRequested;

    /** Whether a request to cancel is on its way through this. */
    private boolean inChain;

    private @Nullable String cancelMessage;

    private Gathering(
            TaskLoop loop, List<SettableFuture<?>> children, boolean failFast, Function<SettableFuture<?>, T> entry) {
        super(loop);
        this.children = children;
        this.failFast = failFast;
        this.entry = entry;
    }

    /** As {@code Tasks.gather(futures)}. */
    @SuppressWarnings("unchecked") // the children are futures of T, and only give their results out
    public static <T extends @Nullable Object> LoopFuture<List<T>> results(
            Collection<? extends LoopFuture<? extends T>> futures) {
        return gather(futures, /* failFast= */ true, child -> ((SettableFuture<T>) child).result());
    }

    /** As {@code Tasks.gatherReturnExceptions(futures)}. */
    public static LoopFuture<List<@Nullable Object>> outcomes(Collection<? extends LoopFuture<?>> futures) {
        return gather(
                futures,
                /* failFast= */ false,
                child -> {
                    Throwable error = child.failure();
                    return error != null ? error : child.result();
                });
    }

    private static <T extends @Nullable Object> LoopFuture<List<T>> gather(
            Collection<? extends LoopFuture<?>> futures, boolean failFast, Function<SettableFuture<?>, T> entry) {
        requireNonNull(futures, "futures");
        TaskLoop loop = (TaskLoop)
                (futures.isEmpty()
                        ? EventLoops.getEventLoop()
                        : requireNonNull(futures.iterator().next(), "future").loop());
        List<SettableFuture<?>> children = new ArrayList<>(futures.size());
        for (LoopFuture<?> future : futures) {
            children.add(of(loop, future));
        }
        Gathering<T> gathering = new Gathering<>(loop, children, failFast, entry);
        loop.confine("gather()", gathering::begin);
        return gathering;
    }

    private void begin() {
        Set<SettableFuture<?>> distinct = new LinkedHashSet<>(children);
        unfinished = distinct.size();
        List<SettableFuture<?>> done = new ArrayList<>(0);
        for (SettableFuture<?> child : distinct) {
            if (child.isDone()) {
                done.add(child);
            } else {
                child.addCallback((Step) () -> arrived(child));
            }
        }
        done.forEach(this::count);
        if (distinct.isEmpty()) {
            finish(List.of(), null);
        }
    }

    private void arrived(SettableFuture<?> child) {
        if (loop.isClosed()) {
            failByClose(loop.closedException()); // the close ends the child, and what depends on it
        } else {
            count(child);
        }
    }

    private void count(SettableFuture<?> child) {
        unfinished--;
        Throwable error = child.failure(); // asked for in any case: what comes late is consumed
        if (isDone()) {
            return;
        }
        if (error != null && failFast) {
            finish(null, error);
        } else if (unfinished > 0) {
            return;
        } else if (cancelRequested) {
            finish(null, new CancelledError(cancelMessage)); // children that refused to end save nothing
        } else {
            finish(entries(), null);
        }
    }

    private List<T> entries() {
        List<T> entries = new ArrayList<>(children.size());
        for (SettableFuture<?> child : children) {
            entries.add(entry.apply(child));
        }
        return Collections.unmodifiableList(entries);
    }

    /** Asks the children; this itself ends when they have, with the error as its exception. */
    @Override
    public boolean cancelNow(@Nullable String message) {
        return CancelRequest.to(this, message);
    }

    @Override
    public @Nullable SettableFuture<?> child(int index) {
        return index < children.size() ? children.get(index) : null;
    }

    @Override
    public boolean isInChain() {
        return inChain;
    }

    @Override
    public void joinChain() {
        inChain = true;
    }

    @Override
    public void leaveChain() {
        inChain = false;
    }

    @Override
    public void cancelAccepted(@Nullable String message) {
        cancelRequested = true;
        cancelMessage = message;
    }

    /** Children that are late tell this all the same, so that what they fail with is consumed. */
    @Override
    protected void release() {
        children = List.of();
    }
}
