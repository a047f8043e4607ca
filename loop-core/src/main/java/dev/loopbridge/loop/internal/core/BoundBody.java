package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.internal.report.WrapsBody;
import org.jspecify.annotations.Nullable;

/** A body whose task works in {@code context}, not in a copy of its creator's. */
public record BoundBody<T extends @Nullable Object>(MutableContext context, Coroutine<? extends T> body)
        implements Coroutine<T>, WrapsBody {
    @Override
    public Object wrappedBody() {
        return body;
    }

    @Override
    public T run() throws Exception {
        return body.run();
    }
}
