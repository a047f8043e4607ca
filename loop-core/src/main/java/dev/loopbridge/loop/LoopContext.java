package dev.loopbridge.loop;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.Bindings;
import dev.loopbridge.loop.internal.BoundBody;
import dev.loopbridge.loop.internal.BoundCallback;
import dev.loopbridge.loop.internal.SharedBindings;
import org.jspecify.annotations.Nullable;

/**
 * The values of all {@link LoopLocal}s, kept to work in: asyncio's {@code Context}.
 *
 * <p>Tasks and callbacks have copies of their own unless they are bound to a context: those bound to the same one see what
 * the others set. For one loop, or one thread. Unlike in Python, one may be entered again from the inside.
 *
 * <pre>{@code
 * LoopContext context = LoopContext.copyOfCurrent();
 * loop.callSoon(context.callback(() -> USER.set("ada")));
 * loop.createTask(context.body(() -> greet(USER.get())));    // ada
 * }</pre>
 *
 * @see <a href="https://docs.python.org/3/library/contextvars.html#contextvars.Context">contextvars.Context</a>
 */
public final class LoopContext {
    private final SharedBindings bindings;

    /**
     * What must hold on a thread while a step runs there: thread-locals that others read, say.
     *
     * <p>A step is a callback, or a coroutine from where it begins or goes on to where it next suspends or ends; the steps of
     * one coroutine may run on different threads.
     */
    @FunctionalInterface
    public interface Scope {
        /**
         * A step begins on the calling thread.
         *
         * @return run when that step ends, on the same thread
         */
        Runnable enter();
    }

    private LoopContext(Bindings initial) {
        bindings = new SharedBindings(initial);
    }

    /** {@return the values of here and now, in a context of their own} Call from any thread. */
    public static LoopContext copyOfCurrent() {
        return new LoopContext(Bindings.current());
    }

    /** {@return these values in another context} */
    public LoopContext copy() {
        return new LoopContext(bindings.kept());
    }

    /**
     * {@return these values in another context, which enters {@code scope} around each step that runs in it}
     *
     * <p>So do tasks and callbacks made in there, whose values are copies of these. What the scope throws around a step of a
     * task goes to the exception handler.
     *
     * @param scope instead of the one that these values may have
     */
    public LoopContext within(Scope scope) {
        return new LoopContext(bindings.kept().within(requireNonNull(scope, "scope")));
    }

    /**
     * Runs {@code action} here, now; what it sets stays in here.
     *
     * @param action on the calling thread
     */
    public void run(Runnable action) {
        bindings.run(requireNonNull(action, "action"));
    }

    /**
     * {@return {@code callback}, to be run in here instead of in a copy of the registrar's values}
     *
     * @param callback for {@code callSoon} and its like
     */
    public Runnable callback(Runnable callback) {
        return new BoundCallback(bindings, requireNonNull(callback, "callback"));
    }

    /**
     * {@return {@code body}, whose task works in here instead of in a copy of its creator's values}
     *
     * @param body for {@code createTask} and its like
     * @param <T> the type of the result
     */
    public <T extends @Nullable Object> Coroutine<T> body(Coroutine<? extends T> body) {
        return new BoundBody<>(bindings, requireNonNull(body, "body"));
    }

    /**
     * {@return the value in here}
     *
     * @param local of which local
     * @param <T> the type of the value
     */
    public <T extends @Nullable Object> T get(LoopLocal<T> local) {
        return local.getFrom(bindings.kept());
    }
}
