package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.threading.HolderOnly;
import org.jspecify.annotations.Nullable;

/** One request to cancel on its way down, through tasks that wait for each other and futures that gather others. */
public final class CancelRequest {
    /*
     * A task hands the request on to what it awaits, and a gathering to each of its children; the answers come back up. What
     * users nest may be as deep as they like, so the way down is a list and not a stack of calls; and it may be a ring, so those
     * on the way are marked. Each counts the request once for every way that leads to it, as in CPython.
     */
    public enum Answer {
        ACCEPTED,
        REFUSED,
        /** It came back to where it has been. */
        RING
    }

    /** A future that the request is inside of. */
    private static final class Station {
        final @Nullable Station outer;
        final @Nullable LoopTask<?> task;
        final @Nullable ParentFuture parent;

        /** Of the parent's children, the next to ask. */
        private int next;

        private boolean asked;
        private boolean accepted;
        private boolean ring;

        Station(@Nullable Station outer, SettableFuture<?> future) {
            this.outer = outer;
            task = future instanceof LoopTask<?> waiting ? waiting : null;
            parent = future instanceof ParentFuture several ? several : null;
        }

        void enter() {
            if (task != null) {
                task.joinChain();
            } else {
                requireNonNull(parent).joinChain();
            }
        }

        @Nullable
        SettableFuture<?> nextToAsk() {
            if (parent != null) {
                return parent.child(next++);
            }
            SettableFuture<?> awaited = asked ? null : requireNonNull(task).awaited();
            asked = true;
            return awaited;
        }

        void answered(Answer answer) {
            accepted |= answer == Answer.ACCEPTED;
            ring |= answer == Answer.RING;
        }

        Answer leave(@Nullable String message) {
            if (parent != null) {
                parent.leaveChain();
                if (accepted) {
                    parent.cancelAccepted(message);
                    return Answer.ACCEPTED;
                }
                return ring ? Answer.RING : Answer.REFUSED;
            }
            LoopTask<?> mine = requireNonNull(task);
            mine.leaveChain();
            if (!accepted) {
                if (ring) {
                    mine.cancelOutOfRing(message);
                } else {
                    mine.cancelAtNextStep(message);
                }
            }
            return Answer.ACCEPTED;
        }

        void fail(boolean cameToNothing) {
            if (parent != null) {
                parent.leaveChain();
            } else if (cameToNothing) {
                requireNonNull(task).unjoinChain();
            } else {
                requireNonNull(task).leaveChain();
            }
        }
    }

    private final @Nullable String message;

    /** The innermost; null outside of all. */
    private @Nullable Station here;

    private CancelRequest(@Nullable String message) {
        this.message = message;
    }

    /** {@return whether {@code future}, a task or a gathering, takes it} */
    @HolderOnly
    public static boolean to(SettableFuture<?> future, @Nullable String message) {
        assert future.loop.isHeldHere() : future;
        return new CancelRequest(message).send(future);
    }

    private boolean send(SettableFuture<?> top) {
        Answer answer = ask(top);
        SettableFuture<?> asked = top;
        boolean over = false;
        try {
            for (Station station = here; station != null; station = here) {
                asked = station.nextToAsk();
                if (asked != null) {
                    take(ask(asked));
                } else {
                    answer = station.leave(message);
                    here = station.outer;
                    take(answer);
                }
            }
            over = true;
        } finally {
            if (!over) {
                fail(asked == null || !asked.isDone());
            }
        }
        return answer == Answer.ACCEPTED;
    }

    /** Returns null if {@code future} has others to ask first. */
    private @Nullable Answer ask(SettableFuture<?> future) {
        if (future.isDone()) {
            return Answer.REFUSED;
        }
        boolean marked = future instanceof LoopTask<?> task
                ? task.isInChain()
                : future instanceof ParentFuture parent && parent.isInChain();
        if (marked) {
            return Answer.RING;
        }
        if (!(future instanceof LoopTask) && !(future instanceof ParentFuture)) {
            return future.cancelNow(message) ? Answer.ACCEPTED : Answer.REFUSED;
        }
        Station station = new Station(here, future);
        station.enter();
        here = station;
        return null;
    }

    private void take(@Nullable Answer answer) {
        if (answer != null && here != null) {
            here.answered(answer);
        }
    }

    /** Something threw on the way: a full stack, a full memory, a loop that is closed. */
    private void fail(boolean cameToNothing) {
        for (Station station = here; station != null; station = station.outer) {
            station.fail(cameToNothing);
        }
    }
}
