package dev.loopbridge.loop.internal.concurrent;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import org.jspecify.annotations.Nullable;

/** A body that runs while something is held, as in Python's {@code async with}. */
public final class Acquired {
    private Acquired() {}

    /** Runs {@code body} and then {@code release}; what the body throws is thrown as it is. */
    @SuppressWarnings("try") // the resource is not for the body
    public static <T extends @Nullable Object> T during(Coroutine<? extends T> body, Runnable release) {
        try (Release held = release::run) {
            return body.run();
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(thrown);
        }
    }

    private interface Release extends AutoCloseable {
        @Override
        void close();
    }
}
