package dev.loopbridge.loop.internal.task;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.internal.core.Bindings;
import dev.loopbridge.loop.internal.core.BoundBody;
import dev.loopbridge.loop.internal.core.EnteredScope;
import dev.loopbridge.loop.internal.core.MutableContext;
import dev.loopbridge.loop.internal.report.Origin;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.threading.HolderOnly;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a task brings along: its name, where it was created, and the context of its locals. */
abstract class NamedTask<T extends @Nullable Object> extends SettableFuture<T> implements Task<T> {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final @Nullable Origin created;
    private final long number;

    /** Null for the default, which is put together when somebody asks: few tasks are ever asked. */
    private volatile @Nullable String name;

    /** Where its locals are kept; null until it has any. */
    @HolderOnly
    private @Nullable MutableContext context;

    NamedTask(TaskLoop loop, Coroutine<? extends T> body) {
        super(loop);
        context = body instanceof BoundBody<?> bound ? bound.context() : copyOf(Bindings.current());
        created = loop.isDebug() ? Origin.here("created here", body) : null;
        number = NUMBERS.incrementAndGet();
    }

    /** What stands for a task that is gone. */
    NamedTask(TaskLoop loop, String name) {
        super(loop);
        this.name = name;
        created = null;
        number = 0;
    }

    private static @Nullable MutableContext copyOf(Bindings creators) {
        return creators == Bindings.EMPTY ? null : new MutableContext(creators);
    }

    /** {@return where; null unless in debug mode} */
    final @Nullable Origin created() {
        return created;
    }

    /** A step begins. */
    final @Nullable MutableContext context() {
        return context;
    }

    /** A step ends. */
    final void leaveAt(@Nullable MutableContext now) {
        context = isDone() && !hasFailed() ? null : now; // reports of a failure are made there
    }

    /** {@return where its locals are, at any time} */
    final @Nullable MutableContext presentContext() {
        return loop.currentTask() == this ? loop.context() : context;
    }

    /**
     * {@return {@code held}, or what holds instead from now on, so that the scope of this task does} On the thread of its body,
     * or of a generator that it pulls: that thread is the body's from its begin to its end, and keeps the scope meanwhile.
     */
    public final @Nullable EnteredScope holdScope(@Nullable EnteredScope held) {
        MutableContext here = loop.context();
        return EnteredScope.exchange(held, here == null ? null : here.scope(), loop, this);
    }

    /** {@return that this must not await {@code future}: itself, or of another loop} */
    final IllegalStateException refusalToAwait(SettableFuture<?> future) {
        return new IllegalStateException(
                future == this
                        ? "Task cannot await on itself: " + this
                        : "Task " + this + " of loop \"" + loop.name() + "\" got Future " + future
                                + " attached to a different loop, \"" + future.loop.name() + "\"");
    }

    @Override
    public final String name() {
        String given = name;
        return given != null ? given : "Task-" + number;
    }

    @Override
    public final void setName(String name) {
        this.name = requireNonNull(name, "name");
    }

    @Override
    public final String toString() {
        return "<Task " + describeState() + " name='" + SafeText.line(name()) + "'"
                + (created == null ? "" : created.site()) + ">";
    }
}
