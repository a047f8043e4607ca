package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.internal.jvm.StackReserve;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Work on the parts of a loop that only its holder may touch, for callers who may or may not hold it. */
final class Confinement {
    private final CoreLoop loop;
    private final Lifecycle lifecycle;

    /** What waits for the end of a borrowing; null while there is none. */
    @HolderOnly
    private @Nullable List<Runnable> deferred;

    Confinement(CoreLoop loop, Lifecycle lifecycle) {
        this.loop = loop;
        this.lifecycle = lifecycle;
    }

    /** Runs {@code action}, which is {@link HolderOnly}, on the calling thread. */
    void run(String call, Runnable action) {
        if (loop.inLoop() || loop.hasClosed()) {
            action.run();
            return;
        }
        List<Runnable> foreign = new ArrayList<>(0);
        StackReserve.checkLittle(); // behind the next line everything must be given back
        switch (lifecycle.tryBorrow()) {
            case YES -> borrow(action, foreign);
            case RUNNING ->
                throw new IllegalStateException(
                        call + " is for loop \"" + loop.name() + "\" itself, called from thread \""
                                + SafeText.threadName() + "\" while it runs; use callSoonThreadsafe()");
            case CLOSING -> {
                loop.awaitSealed();
                throw loop.closedException();
            }
        }
    }

    /** As {@link #run}, and handed over if the loop runs elsewhere. Returns what it said; true if handed over. */
    boolean runOrPost(BooleanSupplier action) {
        if (loop.inLoop() || loop.hasClosed()) {
            return action.getAsBoolean();
        }
        boolean[] answer = {false};
        Runnable answering = () -> answer[0] = action.getAsBoolean();
        List<Runnable> foreign = new ArrayList<>(0);
        StackReserve.checkLittle();
        if (lifecycle.tryBorrow() == Lifecycle.Answer.YES) {
            borrow(answering, foreign);
            return answer[0];
        }
        loop.deliverStep(answering);
        return true;
    }

    /** @param foreign collects what is to be done afterwards */
    private void borrow(Runnable action, List<Runnable> foreign) {
        try {
            loop.holder().set(Thread.currentThread());
            deferred = foreign;
            action.run();
        } finally {
            deferred = null;
            loop.holder().set(null);
            lifecycle.toIdle();
            loop.endBorrowing();
            foreign.forEach(each -> loop.guard("Exception in a cancel that goes out of", loop, each));
        }
    }

    /** Runs {@code foreign} code: now, or after the borrowing, since it may want the loop itself. */
    @HolderOnly
    void afterwards(Runnable foreign) {
        if (deferred != null) {
            deferred.add(foreign);
        } else {
            loop.guard("Exception in a cancel that goes out of", loop, foreign);
        }
    }
}
