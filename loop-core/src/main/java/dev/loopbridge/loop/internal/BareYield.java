package dev.loopbridge.loop.internal;

import org.jspecify.annotations.Nullable;

/** A future that is done and yet costs whoever awaits it one iteration: {@code sleep(0)}. */
final class BareYield<T extends @Nullable Object> extends SettableFuture<T> {
    BareYield(NativeLoop loop, T result) {
        super(loop);
        finish(result, null);
    }
}
