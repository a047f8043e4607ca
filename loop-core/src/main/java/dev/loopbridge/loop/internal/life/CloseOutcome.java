package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.CloseInfo;
import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the close of a loop tells others: why it closed, and what there was. */
@AnyThread // but for what begins and completes it
public abstract class CloseOutcome {
    private static final VarHandle INFO =
            FieldHandle.of(MethodHandles.lookup(), CloseOutcome.class, "info", CloseInfo.class);

    private final EventLoop loop;
    private final CompletableFuture<CloseReport> closed = new CompletableFuture<>();

    /** Set before the gate closes, so that whoever is refused can say why; without a fence of its own, since the gate has one. */
    private volatile @Nullable CloseInfo info;

    CloseOutcome(EventLoop loop) {
        this.loop = loop;
    }

    /** The close begins. */
    final void begin(CloseInfo why) {
        INFO.setRelease(this, why);
    }

    /** {@return whether the close has begun} */
    final boolean hasBegun() {
        return info != null;
    }

    /** The close is over. */
    final void complete(CloseReport report) {
        closed.complete(report);
    }

    /** The close is over, and there was no memory for a report. */
    final void completeWithout(Throwable noMemory) {
        closed.completeExceptionally(noMemory);
    }

    /** {@return what is known of a close that the calling thread asks for, or begins} */
    final CloseInfo closeInfo(String reason) {
        return new CloseInfo(
                loop.name(),
                Thread.currentThread().getName(),
                reason,
                Instant.now(),
                loop.isDebug() ? new Throwable("loop \"" + loop.name() + "\" was closed here") : null);
    }

    /** {@return a fresh one; the loop must be closed or closing} */
    final LoopClosedException closedException() {
        CloseInfo known = info;
        return new LoopClosedException(known != null ? known : closeInfo("a close that failed"));
    }

    /** Completes {@code answer} as the close is over. */
    final void passReportTo(CompletableFuture<CloseReport> answer) {
        var unused = closed.whenComplete((report, error) -> {
            if (error != null) {
                answer.completeExceptionally(error);
            } else {
                answer.complete(report);
            }
        });
    }

    /** {@return done when the close is over: everyone told, everything unwound} Asks for nothing. */
    public final CompletionStage<CloseReport> whenClosed() {
        return closed.minimalCompletionStage();
    }

    /** Waits, on a plain thread, until the close is over. */
    public final void awaitClosed() {
        var unused = closed.handle((report, error) -> true).join();
    }

    /** {@return whether the close is over, and not only its gate closed} */
    final boolean hasClosed() {
        return closed.isDone();
    }
}
