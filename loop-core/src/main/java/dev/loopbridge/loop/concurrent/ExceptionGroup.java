package dev.loopbridge.loop.concurrent;

import dev.loopbridge.loop.internal.report.Serializing;
import java.util.ArrayList;
import java.util.List;

/**
 * Several errors at once: what the tasks of a {@link TaskGroup} failed with.
 *
 * <p>A group even of one, so that there is one thing to catch. The first is its cause, the others are suppressed, so that a
 * stack trace shows them all.
 *
 * @see <a href="https://docs.python.org/3/library/exceptions.html#ExceptionGroup">Python ExceptionGroup</a>
 */
public final class ExceptionGroup extends RuntimeException {
    private final List<Throwable> exceptions;

    /**
     * Of these.
     *
     * @param message what they have in common; their number is added
     * @param exceptions one or more
     * @throws IllegalArgumentException if there are none
     */
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        this(exceptions, counted(message, exceptions.size()));
    }

    private ExceptionGroup(List<? extends Throwable> exceptions, String counted) {
        super(counted, exceptions.get(0));
        this.exceptions = List.copyOf(exceptions);
        for (Throwable other : this.exceptions.subList(1, this.exceptions.size())) {
            addSuppressed(other);
        }
    }

    /** As this is, but for exceptions that cannot be written: others then say the same. */
    private Object writeReplace() {
        return writable();
    }

    private ExceptionGroup writable() {
        List<Throwable> written = new ArrayList<>();
        boolean same = getSuppressed().length == exceptions.size() - 1;
        for (Throwable error : exceptions) {
            Throwable one = error instanceof ExceptionGroup inner ? inner.writable() : Serializing.writable(error);
            same &= one == error;
            written.add(one);
        }
        if (same) {
            return this;
        }
        ExceptionGroup copy = new ExceptionGroup(written, String.valueOf(getMessage()));
        copy.setStackTrace(getStackTrace());
        for (Throwable other : getSuppressed()) {
            if (!exceptions.contains(other)) {
                copy.addSuppressed(Serializing.writable(other));
            }
        }
        return copy;
    }

    private static String counted(String message, int number) {
        if (number == 0) {
            throw new IllegalArgumentException("exceptions must be a non-empty list, was []");
        }
        return message + " (" + number + (number == 1 ? " sub-exception)" : " sub-exceptions)");
    }

    /** {@return the errors, in the order in which they came} */
    public List<Throwable> exceptions() {
        return exceptions;
    }
}
