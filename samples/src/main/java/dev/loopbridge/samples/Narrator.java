package dev.loopbridge.samples;

import dev.loopbridge.loop.LoopClosedException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Prints numbered steps, and keeps count of those that did not go as expected. For one thread. */
final class Narrator {
    private final PrintStream out;
    private final List<Integer> failed = new ArrayList<>();
    private int step;

    Narrator(PrintStream out) {
        this.out = out;
    }

    void chapter(String title) {
        out.println();
        out.println("== " + title);
    }

    /** One step: what is done, and whether the outcome is the expected one. */
    void expect(String what, @Nullable Object expected, Callable<? extends @Nullable Object> action) {
        Object actual;
        try {
            actual = action.call();
        } catch (Throwable thrown) {
            actual = thrown;
        }
        print(what, actual, Objects.equals(expected, actual), "expected " + expected);
    }

    /** One step that must fail with an error of {@code type} whose message begins with {@code message}. */
    void expectError(
            String what, Class<? extends Throwable> type, String message, Callable<? extends @Nullable Object> action) {
        Object actual;
        try {
            actual = action.call();
        } catch (Throwable thrown) {
            actual = thrown;
        }
        boolean asExpected = type.isInstance(actual)
                && actual instanceof Throwable error
                && Objects.requireNonNullElse(error.getMessage(), "").startsWith(message);
        print(what, actual, asExpected, "expected " + type.getSimpleName() + ": " + message);
    }

    /** One step that must meet a closed loop. */
    void expectClosed(String what, Callable<? extends @Nullable Object> action) {
        expectError(what, LoopClosedException.class, "Event loop is closed", action);
    }

    /** Returns what {@code action} throws, out of any wrapping; null if it returns. */
    static @Nullable Throwable errorOf(Callable<? extends @Nullable Object> action) {
        try {
            var unused = action.call();
            return null;
        } catch (Throwable thrown) {
            Throwable cause = thrown.getCause();
            return thrown instanceof RuntimeException && cause instanceof Exception ? cause : thrown;
        }
    }

    private void print(String what, @Nullable Object actual, boolean asExpected, String expected) {
        step++;
        out.printf("%3d. %s%n     -> %s%n", step, what, actual);
        if (!asExpected) {
            failed.add(step);
            out.println("     !! " + expected);
        }
    }

    /** Returns whether every step went as expected. */
    boolean finish() {
        out.println();
        out.println(
                failed.isEmpty()
                        ? "All " + step + " steps went as expected."
                        : failed.size() + " of " + step + " steps did not go as expected: " + failed);
        return failed.isEmpty();
    }
}
