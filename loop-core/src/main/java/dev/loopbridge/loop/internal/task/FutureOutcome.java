package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.InvalidStateException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.report.SafeText;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** How a future ended, and whether anybody has asked. Written by the holder of the loop, once; read anywhere. */
public abstract class FutureOutcome<T extends @Nullable Object> implements LoopFuture<T> {
    private enum Ending {
        FINISHED,
        CANCELLED
    }

    /** Null while pending. Written once, after the outcome. */
    private volatile @Nullable Ending ending;

    private @Nullable T value;
    private @Nullable Throwable exception;
    private @Nullable String cancelMessage;

    /** Not null while this has failed and nobody has asked for the exception; any thread. */
    private volatile @Nullable UnheardFailure unheard;

    FutureOutcome() {}

    final void setFinished(@Nullable T result, @Nullable Throwable error) {
        value = result;
        exception = error;
        ending = Ending.FINISHED;
    }

    final void setCancelled(@Nullable String message) {
        cancelMessage = message;
        ending = Ending.CANCELLED;
    }

    /** {@code failure} is told when somebody asks. Before {@link #setFinished}. */
    final void setUnheard(@Nullable UnheardFailure failure) {
        unheard = failure;
    }

    @Override
    public final boolean isDone() {
        return ending != null;
    }

    @Override
    public final boolean isCancelled() {
        return ending == Ending.CANCELLED;
    }

    @Override
    public final T result() {
        if (!isDone()) {
            throw new InvalidStateException("Result is not set.");
        }
        Throwable error = exception();
        if (error != null) {
            throw Sneaky.rethrow(error);
        }
        return value();
    }

    @SuppressWarnings("NullAway") // null only where T allows it
    private T value() {
        return value;
    }

    @Override
    public final @Nullable Throwable exception() {
        if (!isDone()) {
            throw new InvalidStateException("Exception is not set.");
        }
        if (isCancelled()) {
            throw new CancelledError(cancelMessage);
        }
        return hearException();
    }

    private @Nullable Throwable hearException() {
        hear();
        return exception;
    }

    /** Somebody asks for the exception, or wants no outcome any more. */
    final void hear() {
        UnheardFailure mine = unheard;
        if (mine != null) {
            unheard = null;
            mine.hear();
        }
    }

    /** {@return whether this has an exception} Does not count as asking for it. */
    final boolean hasFailed() {
        return isDone() && exception != null;
    }

    /** {@return what {@link #result()} throws of the outcome; null if it does not, or there is none yet} As asked for. */
    public final @Nullable Throwable failure() {
        return isCancelled() ? new CancelledError(cancelMessage) : hearException();
    }

    /** {@return the result, for code that knows the JDK's futures} Throws as {@link java.util.concurrent.Future#get()} does. */
    final T resultOfGet() throws ExecutionException {
        Throwable error = failure();
        if (error instanceof CancelledError) {
            throw new CancellationException(error.getMessage());
        }
        if (error != null) {
            throw new ExecutionException(error);
        }
        return value();
    }

    /** Completes {@code copy} with the outcome. */
    final void copyTo(CompletableFuture<T> copy) {
        Throwable error = failure();
        if (error instanceof CancelledError) {
            copy.completeExceptionally(new CancellationException(error.getMessage()));
        } else if (error != null) {
            copy.completeExceptionally(error);
        } else {
            copy.complete(value());
        }
    }

    /** A result may be a secret, or endless: its type says enough. */
    private static String typeOf(@Nullable Object result) {
        return result == null ? "null" : result.getClass().getSimpleName();
    }

    final String describeState() {
        if (!isDone()) {
            return "pending";
        }
        if (isCancelled()) {
            return "cancelled";
        }
        Throwable failed = exception;
        return failed != null ? "finished exception=" + SafeText.of(failed) : "finished result=" + typeOf(value);
    }
}
