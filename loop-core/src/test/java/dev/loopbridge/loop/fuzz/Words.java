package dev.loopbridge.loop.fuzz;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.InvalidStateException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.concurrent.BarrierBrokenException;
import dev.loopbridge.loop.concurrent.ExceptionGroup;
import dev.loopbridge.loop.concurrent.QueueEmptyException;
import dev.loopbridge.loop.concurrent.QueueFullException;
import dev.loopbridge.loop.concurrent.QueueShutDownException;
import java.util.Collection;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** How traces speak of values, errors and futures: in words that fit both languages. */
final class Words {
    private Words() {}

    static String of(Object value) {
        if (value instanceof Throwable error) {
            return kind(error);
        }
        if (value instanceof Collection<?> values) {
            return values.stream().map(Words::of).collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(value);
    }

    /*
     * Without messages: the texts are not asyncio's, and the message of a cancelled task is given by CPython to the first
     * who asks only.
     */
    static String kind(Throwable error) {
        if (error instanceof CancelledError) {
            return "cancelled";
        } else if (error instanceof Boom boom) {
            return "boom " + boom.number();
        } else if (error instanceof TimeoutException) {
            return "timeout";
        } else if (error instanceof QueueFullException) {
            return "full";
        } else if (error instanceof QueueEmptyException) {
            return "empty";
        } else if (error instanceof QueueShutDownException) {
            return "shutdown";
        } else if (error instanceof InvalidStateException) {
            return "invalid";
        } else if (error instanceof BarrierBrokenException) {
            return "broken";
        } else if (error instanceof ExceptionGroup group) {
            return "group" + of(group.exceptions());
        } else if (error.getClass() == IllegalStateException.class) {
            return "illegal";
        } else if (error.getClass() == IllegalArgumentException.class) {
            return "value";
        }
        return error.toString();
    }

    static String outcome(LoopFuture<?> future) {
        if (!future.isDone()) {
            return "pending";
        }
        if (future.isCancelled()) {
            return "cancelled";
        }
        Throwable error = future.exception();
        return error != null ? kind(error) : of(future.result());
    }
}
