package dev.loopbridge.loop.concurrent;

import dev.loopbridge.loop.LoopFuture;

/** When {@link Tasks#wait(Iterable, ReturnWhen)} returns, if its timeout does not come first. */
public enum ReturnWhen {
    /** All are done. */
    ALL_COMPLETED,

    /** One is done, however it ended. */
    FIRST_COMPLETED,

    /** One has failed, which a cancelled one has not; or all are done. */
    FIRST_EXCEPTION;

    /** {@return whether the wait is over once {@code done} is} */
    boolean endsWith(LoopFuture<?> done) {
        return switch (this) {
            case ALL_COMPLETED -> false;
            case FIRST_COMPLETED -> true;
            case FIRST_EXCEPTION -> !done.isCancelled() && done.exception() != null;
        };
    }
}
