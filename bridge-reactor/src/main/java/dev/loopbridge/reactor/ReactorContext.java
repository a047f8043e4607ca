package dev.loopbridge.reactor;

import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.LoopLocal;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The subscriber's {@link Context}, for the body of its subscription.
 *
 * <p>Each subscription's body sees the context of its subscriber, as it was when it subscribed, and so does every task and
 * callback that the body creates, on whichever thread they run.
 *
 * <pre>{@code
 * LoopMono.run(() -> "hello " + ReactorContext.current().get("user"))
 *         .contextWrite(Context.of("user", "ada"));
 * }</pre>
 *
 * <p>With Micrometer's context-propagation on the class path, the ThreadLocals that it knows of hold the context's values
 * while a body or a callback of these runs on its thread, and what the thread had before from then on: as in {@code handle} and
 * {@code tap}, those that the context has a value for; with
 * {@link reactor.core.publisher.Hooks#enableAutomaticContextPropagation()}, all of them, cleared where the context has none.
 * What a body sets in such a ThreadLocal holds until it ends, since its thread is its own; with that hook,
 * {@link ReactorAwait} hands it upstream, as {@code block()} does. An accessor that throws is reported to the loop's exception
 * handler, and what runs there has none of the context's values in ThreadLocals.
 *
 * <p>What outlives its request, a timer that goes on and on, say, belongs into {@link LoopContext#empty()}.
 */
public final class ReactorContext {
    private static final LoopLocal<ContextView> CURRENT = LoopLocal.withDefault(Context.empty());

    private ReactorContext() {}

    /** {@return the context of the subscription whose body, task or callback runs here; empty outside} Call from any thread. */
    public static ContextView current() {
        return CURRENT.get();
    }

    /** {@return what a body of a subscriber with {@code view} works in; null if nothing differs from here} */
    static @Nullable LoopContext around(ContextView view) {
        LoopContext.Scope threadLocals = ThreadLocals.of(view);
        if (threadLocals == null && view.isEmpty() && current().isEmpty()) {
            return null;
        }
        LoopContext context = LoopContext.copyOfCurrent();
        context.run(() -> CURRENT.set(view));
        return threadLocals == null ? context : context.within(threadLocals);
    }
}
