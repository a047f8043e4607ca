package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.bridge.Inflow.End;
import dev.loopbridge.loop.bridge.Inflow.Wanted;
import dev.loopbridge.loop.internal.DrivenLoop;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A publisher awaited for one value. For one coroutine, once. */
final class InflowValue<T> {
    private final InflowSource<T> source;

    /** In hand, until it is handed on or turns out not to be wanted. */
    private @Nullable T value;

    InflowValue(InflowSource<T> source) {
        this.source = requireNonNull(source, "source");
    }

    @Nullable
    T awaitFirst() {
        return await(Wanted.FIRST, 1);
    }

    @Nullable
    T awaitOnly() {
        return await(Wanted.ONLY, Long.MAX_VALUE);
    }

    private @Nullable T await(Wanted wanted, long demand) {
        DrivenLoop loop = DrivenLoop.ofCoroutine();
        Callable<? extends @Nullable T> scalar = source.scalar();
        if (scalar != null) {
            return call(scalar);
        }
        Inflow<T> inflow = new Inflow<>(loop, source, wanted);
        try {
            inflow.begin(demand);
            for (boolean more = true; more; ) {
                more = take(inflow.take()) && wanted == Wanted.ONLY;
            }
            return value;
        } catch (Throwable error) {
            discardValue();
            throw error;
        } finally {
            inflow.close();
        }
    }

    private @Nullable T call(Callable<? extends @Nullable T> scalar) {
        try {
            return scalar.call();
        } catch (Throwable error) {
            throw Sneaky.<RuntimeException>rethrow(AwaitSite.noted(error, source));
        }
    }

    /** {@return whether that was an element} */
    @SuppressWarnings("unchecked") // only elements and the end arrive
    private boolean take(@Nullable Object signal) {
        if (!(signal instanceof End end)) {
            value = (T) signal;
            return true;
        }
        if (end.error() != null) {
            throw Sneaky.<RuntimeException>rethrow(AwaitSite.noted(end.error(), source));
        }
        return false;
    }

    @Nullable
    T awaitLast(int prefetch) {
        var unused = DrivenLoop.ofCoroutine();
        Callable<? extends @Nullable T> scalar = source.scalar();
        if (scalar != null) {
            return call(scalar);
        }
        InflowIterator<T> elements = new InflowIterator<>(source, prefetch, /* finishedByLoop= */ false);
        try {
            while (elements.next()) {
                discardValue();
                value = elements.current();
            }
            return value;
        } catch (Throwable error) {
            discardValue();
            throw error;
        }
    }

    private void discardValue() {
        if (value != null) {
            source.onDiscard(value);
        }
    }
}
