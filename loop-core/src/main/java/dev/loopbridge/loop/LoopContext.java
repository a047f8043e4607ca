package dev.loopbridge.loop;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.internal.core.Bindings;
import dev.loopbridge.loop.internal.core.BoundBody;
import dev.loopbridge.loop.internal.core.BoundCallback;
import dev.loopbridge.loop.internal.core.MutableContext;
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
    private final MutableContext bindings;

    /**
     * What must hold on a thread while something of a context runs there: thread-locals that others read, say.
     *
     * <p>It is entered where a callback or a body begins, and left where that ends, on the same thread: a body has a thread of
     * its own from its begin to its end, on which nothing else runs while it waits. What is entered or opened in between
     * is on top, and is to end first; no scope is left beneath it. A generator, which has a thread of its own, too, holds the
     * scope of whoever pulls it, until another does.
     *
     * <p>A scope that throws, or returns null, keeps nothing from running: the loop's exception handler is told, and what was
     * entered is left.
     */
    @FunctionalInterface
    public interface Scope {
        /**
         * A callback or a body begins on the calling thread. If this throws, nothing is left to undo.
         *
         * @return run when that ends, on the same thread
         */
        Runnable enter();

        /**
         * On a thread where this holds, something begins to run in a context with another scope, which is entered next, or with
         * none. By default this goes on to hold.
         *
         * @return has this hold again, run when that ends, on the same thread
         */
        default Runnable giveWay() {
            return () -> {};
        }
    }

    private LoopContext(Bindings initial) {
        bindings = new MutableContext(initial);
    }

    /**
     * {@return a context without any value, and without a scope} Call from any thread.
     *
     * <p>For what outlives the request that starts it, a timer that goes on and on, say, which is not to keep the request's
     * values, nor to be logged with its name:
     *
     * <pre>{@code
     * loop.callLater(Duration.ofMinutes(1), LoopContext.empty().callback(cache::refresh));
     * loop.createTask(LoopContext.empty().body(() -> watch(cache)));
     * }</pre>
     */
    public static LoopContext empty() {
        return new LoopContext(Bindings.EMPTY);
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
     * {@return these values in another context, which enters {@code scope} around each callback and body that runs in it}
     *
     * <p>So do tasks and callbacks made in there, whose values are copies of these.
     *
     * @param scope instead of the one that these values may have
     */
    public LoopContext within(Scope scope) {
        return new LoopContext(bindings.kept().within(requireNonNull(scope, "scope")));
    }

    /**
     * Runs {@code action} here, now; what it sets stays in here. If the scope of here and now is the same, it just goes on to
     * hold; another is asked to {@linkplain Scope#giveWay give way}, and not left.
     *
     * <p>Outside of loops nobody else can be told of what the scope throws: once {@code action} has run, this throws it,
     * suppressed by what {@code action} throws.
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
