package dev.loopbridge.loop.internal.task;

import dev.loopbridge.loop.internal.threading.HolderOnly;
import org.jspecify.annotations.Nullable;

/** A future of several others, to which a request to cancel it goes on. */
@HolderOnly
public interface ParentFuture {
    /** {@return the child at {@code index}, duplicates included; null past the last, and once this is done} */
    @Nullable
    SettableFuture<?> child(int index);

    /** {@return whether a request to cancel is on its way through this} */
    boolean isInChain();

    /** A request is on its way through this. */
    void joinChain();

    /** It no longer is. */
    void leaveChain();

    /** A child has taken a request to cancel. */
    void cancelAccepted(@Nullable String message);
}
