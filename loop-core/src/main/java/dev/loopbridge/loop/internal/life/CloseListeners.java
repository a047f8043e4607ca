package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Registration;
import dev.loopbridge.loop.internal.core.Registry;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.queue.Nanos;
import dev.loopbridge.loop.internal.report.ErrorReports;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of the end of a loop: of its close; or, earlier and on any thread, that it is overdue. Nobody is told twice, but for
 * a scheduler, which does not mind.
 */
@AnyThread
public final class CloseListeners {
    private static final VarHandle TOLD_OVERDUE =
            FieldHandle.of(MethodHandles.lookup(), CloseListeners.class, "toldOverdue", int.class);

    /** At least a second of them. */
    private static final int MOST_LOOKS = 100_000;

    /** One who may be told on any thread, and so of a close that the loop does not come to. */
    public interface Follower extends Consumer<LoopClosedException> {}

    private final LoopEnd end;
    private final ErrorReports errors;
    private final Registry<Consumer<? super LoopClosedException>> listeners = new Registry<>();

    /** How many of them were told before the close. */
    private volatile int toldOverdue;

    /** Who is told of nothing but that the loop is overdue; apart, since each subscription comes and goes here. */
    private volatile @Nullable Set<Consumer<? super LoopClosedException>> watchers;

    private @Nullable WeakHashMap<Consumer<? super LoopClosedException>, Boolean> schedulers;

    /** Whether the loop did not come round within the grace, and its followers were told. Never goes back to false. */
    private volatile boolean overdue;

    /** Whether they are being told now. */
    private volatile boolean telling;

    CloseListeners(LoopEnd end, ErrorReports errors) {
        this.end = end;
        this.errors = errors;
    }

    /** As {@code EventLoop.onClose}. */
    public Registration onClose(Consumer<? super LoopClosedException> listener) {
        Registration registration = listeners.add(listener);
        if (registration == null) {
            tell(listener, end.closedException());
            return () -> {};
        }
        return registration;
    }

    /** As {@link #onClose}, for one who is told at the request already, on another thread, if the loop does not come round. */
    public Registration onEnd(Follower follower) {
        Registration registration = onClose(follower);
        if (overdue) {
            tellFollowers(); // it may have come too late to be told with the others
        }
        return registration;
    }

    public void watchOverdue(Consumer<? super LoopClosedException> told) {
        Set<Consumer<? super LoopClosedException>> all = watchers;
        (all != null ? all : makeWatchers()).add(told);
        if (overdue) {
            tellWatchers(); // it may have come too late to be told with the others
        }
    }

    /** As {@link #watchOverdue}, as long as {@code told} is held elsewhere: schedulers come without going. */
    public void watchOverdueWeakly(Consumer<? super LoopClosedException> told) {
        addScheduler(told);
        if (overdue) {
            tell(told, end.refusal()); // which may be the second time, for one who does not mind
        }
    }

    private synchronized void addScheduler(Consumer<? super LoopClosedException> told) {
        if (schedulers == null) {
            schedulers = new WeakHashMap<>();
        }
        schedulers.put(told, true);
    }

    private synchronized List<Consumer<? super LoopClosedException>> schedulers() {
        return schedulers == null ? List.of() : List.copyOf(schedulers.keySet());
    }

    public void forgetOverdue(Consumer<? super LoopClosedException> told) {
        Set<Consumer<? super LoopClosedException>> all = watchers;
        if (all != null) {
            all.remove(told);
        }
    }

    /** Most loops have none. */
    private synchronized Set<Consumer<? super LoopClosedException>> makeWatchers() {
        Set<Consumer<? super LoopClosedException>> all = watchers;
        if (all == null) {
            watchers = all = ConcurrentHashMap.newKeySet();
        }
        return all;
    }

    private void tellWatchers() {
        Set<Consumer<? super LoopClosedException>> all = watchers;
        if (all != null) {
            for (var told : List.copyOf(all)) {
                if (all.remove(told)) {
                    tell(told, end.refusal());
                }
            }
        }
    }

    /** The loop does not come round within the grace: whoever does not need its thread is told. */
    @AnyThread
    void tellOverdue() {
        telling = true;
        try {
            overdue = true;
            tellFollowers();
            tellWatchers();
            schedulers().forEach(told -> tell(told, end.refusal()));
        } finally {
            telling = false;
        }
    }

    /** Whoever closes returns when everyone was told, by whichever thread; unless one who is told keeps that thread. */
    void awaitTelling() {
        for (int looks = 0; telling && looks < MOST_LOOKS; looks++) {
            LockSupport.parkNanos(this, Nanos.INSTANT);
        }
    }

    private void tellFollowers() {
        for (var follower : listeners.takeOut(each -> each instanceof Follower)) {
            var unused = (int) TOLD_OVERDUE.getAndAdd(this, 1);
            tell(follower, end.refusal());
        }
    }

    /** {@return how many close listeners were told that the loop is overdue} The close does not tell them again. */
    int toldOverdue() {
        return toldOverdue;
    }

    /** {@return the next one to tell of the close, taken out; null if there is none} From now on none is added. */
    @Nullable
    Consumer<? super LoopClosedException> nextListener() {
        return listeners.poll();
    }

    /** {@return how many wait to hear of the close} */
    int size() {
        return listeners.size();
    }

    void tell(Consumer<? super LoopClosedException> listener, LoopClosedException why) {
        errors.guard("Exception in close listener", listener, () -> listener.accept(why));
    }
}
