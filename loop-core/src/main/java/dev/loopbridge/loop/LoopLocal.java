package dev.loopbridge.loop;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.Bindings;
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

    /** @param value the value from here on, for this task or callback and what it creates */
    public void set(T value) {
        Bindings.set(this, value);
    }

    /** Goes back to the default, for this task or callback and what it creates. */
    public void remove() {
        Bindings.remove(this);
    }
}
