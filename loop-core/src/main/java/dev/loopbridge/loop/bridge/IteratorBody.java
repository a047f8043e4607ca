package dev.loopbridge.loop.bridge;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Pulls an iterator for one subscription: not before there is demand, and never further than that. */
record IteratorBody<T>(Supplier<? extends AsyncIterator<? extends T>> iterators) implements Launch.Body<T> {
    @Override
    public @Nullable T run(BodySubscription<T> out) {
        out.awaitDemand();
        AsyncIterator<? extends T> iterator =
                requireNonNull(iterators.get(), "an AsyncIterator was expected of the supplier, which gave null");
        Throwable end = null;
        try {
            while (iterator.next()) {
                out.emit(iterator.current());
                out.awaitDemand();
            }
        } catch (Throwable thrown) {
            end = thrown;
            throw thrown;
        } finally {
            finish(iterator, end);
        }
        return null;
    }

    private static void finish(AsyncIterator<?> iterator, @Nullable Throwable end) {
        try {
            iterator.finish();
        } catch (Throwable second) {
            if (end == null || end instanceof CancelledError || end instanceof CoroutineExit) {
                throw second;
            }
            end.addSuppressed(second);
        }
    }
}
