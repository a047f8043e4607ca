package dev.loopbridge.loop;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.core.Bindings;
import org.jspecify.annotations.Nullable;

/**
 * A variable with a value of its own in every task and callback: asyncio's {@code ContextVar}.
 *
 * <p>A task begins with the values that its creator had, and keeps what it sets from step to step; a callback runs with the
 * values of the moment when it was registered, whoever brings it about. Outside of loops, each thread has values of its own.
 * Unlike a {@link ThreadLocal}'s, they go along to what a task or callback creates.
 *
 * <pre>{@code
 * static final LoopLocal<String> REQUEST = LoopLocal.withDefault("none");
 *
 * REQUEST.set("42");
 * loop.createTask(() -> audit(REQUEST.get()));    // sees 42, whatever is set here from now on
 *
 * LoopLocal.Token<String> before = REQUEST.set("43");
 * try { handle(); } finally { REQUEST.reset(before); }
 * }</pre>
 *
 * @param <T> the type of the value
 * @see <a href="https://docs.python.org/3/library/contextvars.html">contextvars</a>
 */
public final class LoopLocal<T extends @Nullable Object> {
    private final T absent;

    private LoopLocal(T absent) {
        this.absent = absent;
    }

    /**
     * {@return a new one, null where it was not set}
     *
     * @param <T> the type of the value
     */
    @SuppressWarnings("NullAway") // null is what the type allows
    public static <T> LoopLocal<@Nullable T> create() {
        return new LoopLocal<@Nullable T>(null);
    }

    /**
     * {@return a new one}
     *
     * @param value the value where none was set
     * @param <T> the type of the value
     */
    public static <T> LoopLocal<T> withDefault(T value) {
        return new LoopLocal<>(requireNonNull(value, "value"));
    }

    /** {@return the value here and now} */
    public T get() {
        return getFrom(Bindings.current());
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only set() puts values in; null only where T allows it
    T getFrom(Bindings bindings) {
        return (T) bindings.get(this, absent);
    }

    /**
     * Sets the value from here on, for this task or callback and what it creates.
     *
     * @param value the value
     * @return what goes back to the value of before: see {@link #reset}
     */
    public Token<T> set(T value) {
        return new Token<>(this, Bindings.set(this, value));
    }

    /**
     * Goes back to what was there before the {@link #set} that gave {@code token}, be it nothing.
     *
     * @param token of this local, not used yet
     * @throws IllegalStateException if it has been used once already
     * @throws IllegalArgumentException if another local gave it, or it was given in another task, callback or context
     * @see <a href="https://docs.python.org/3/library/contextvars.html#contextvars.ContextVar.reset">ContextVar.reset</a>
     */
    public void reset(Token<T> token) {
        requireNonNull(token, "token");
        if (token.used) {
            throw new IllegalStateException("Token has already been used once; each set() gives another");
        }
        if (token.local != this) {
            throw new IllegalArgumentException("Token was created by a different LoopLocal");
        }
        if (!token.change.undo()) {
            throw new IllegalArgumentException(
                    "Token was created in a different context; reset() is for the task or callback that called set()");
        }
        token.used = true;
    }

    /**
     * What one {@link LoopLocal#set} has replaced. For the task or callback that it was given to.
     *
     * @param <T> the type of the value
     * @see <a href="https://docs.python.org/3/library/contextvars.html#contextvars.Token">contextvars.Token</a>
     */
    public static final class Token<T extends @Nullable Object> {
        private final LoopLocal<T> local;
        private final Bindings.Change change;
        private boolean used;

        private Token(LoopLocal<T> local, Bindings.Change change) {
            this.local = local;
            this.change = change;
        }

        /** {@return the local that gave this} */
        public LoopLocal<T> local() {
            return local;
        }

        /** {@return whether there was a value before, set and not the default} */
        public boolean wasSet() {
            return local.isSetIn(change.before());
        }

        /** {@return the value before; the default if none was set} */
        public T oldValue() {
            return local.getFrom(change.before());
        }

        @Override
        public String toString() {
            return "<Token" + (used ? " used" : "") + ">";
        }
    }

    private boolean isSetIn(Bindings bindings) {
        return bindings.get(this, this) != this;
    }

    /** Goes back to the default, for this task or callback and what it creates. */
    public void remove() {
        Bindings.remove(this);
    }
}
