package dev.loopbridge.loop.internal.report;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Exceptions of ours on their way into a stream: what others hung on them, and cannot be written, must not stop them. */
public final class Serializing {
    private Serializing() {}

    /**
     * {@return {@code copy}, with the stack of {@code original} and what hangs on it, as far as it can be written}
     *
     * @param original to be written
     * @param copy of the same kind, without a cause that was set later
     * @param own among the suppressed, what {@code copy} has already
     * @param <E> their kind
     */
    public static <E extends Throwable> E copyOf(E original, E copy, @Nullable Throwable own) {
        copy.setStackTrace(original.getStackTrace());
        Throwable cause = original.getCause();
        if (cause != null && copy.getCause() == null) {
            copy.initCause(writable(cause));
        }
        for (Throwable other : original.getSuppressed()) {
            if (other != own && !Arrays.asList(copy.getSuppressed()).contains(other)) {
                copy.addSuppressed(writable(other));
            }
        }
        return copy;
    }

    /** {@return {@code error}; one that says the same if it cannot be written} */
    public static Throwable writable(Throwable error) {
        try (ObjectOutputStream trial = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            trial.writeObject(error);
            return error;
        } catch (IOException | RuntimeException | StackOverflowError cannot) {
            RuntimeException standIn = new RuntimeException(SafeText.of(error));
            standIn.setStackTrace(error.getStackTrace());
            return standIn;
        }
    }
}
