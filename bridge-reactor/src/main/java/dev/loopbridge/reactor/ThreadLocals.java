package dev.loopbridge.reactor;

import dev.loopbridge.loop.LoopContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Hooks;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** The ThreadLocals that hold what a {@code Context} says, by Micrometer's context-propagation where it is there. */
final class ThreadLocals {
    private static final boolean AVAILABLE = isAvailable();

    private ThreadLocals() {}

    private static boolean isAvailable() {
        try {
            Class.forName("io.micrometer.context.ContextSnapshotFactory"); // since 1.0.3
            return true;
        } catch (ClassNotFoundException | LinkageError notHere) {
            return false;
        }
    }

    /** {@return what holds them around a body or callback; null if none are to be held} */
    static LoopContext.@Nullable Scope of(ContextView view) {
        if (!AVAILABLE) {
            return null;
        }
        boolean automatic = Hooks.isAutomaticContextPropagationEnabled();
        return automatic || !view.isEmpty() ? new Restoring(view, automatic) : null;
    }

    /** {@return {@code view} with the values of this thread's, where Reactor propagates them by itself: as for {@code block()}} */
    static Context capturedOver(ContextView view) {
        return AVAILABLE && Hooks.isAutomaticContextPropagationEnabled()
                ? Restoring.capturedOver(Context.of(view))
                : Context.of(view);
    }

    /** Apart, so that nothing of Micrometer's is loaded where it is missing. */
    private static final class Restoring implements LoopContext.Scope {
        private static final ContextSnapshotFactory CAPTURING =
                ContextSnapshotFactory.builder().clearMissing(false).build();

        private final ContextView view;
        private final boolean clearMissing;

        Restoring(ContextView view, boolean clearMissing) {
            this.view = view;
            this.clearMissing = clearMissing;
        }

        static Context capturedOver(Context context) {
            return CAPTURING.captureAll().updateContext(context);
        }

        @Override
        public Runnable enter() {
            return change(view, clearMissing ? key -> true : view::hasKey);
        }

        @Override
        public Runnable giveWay() {
            return change(Context.empty(), clearMissing ? key -> true : view::hasKey);
        }

        /** All of them, or none if an accessor throws: a snapshot of Micrometer's would leave those before it as they are. */
        private static Runnable change(ContextView values, Predicate<Object> concerned) {
            Changes changes = new Changes();
            try {
                for (ThreadLocalAccessor<?> accessor :
                        ContextRegistry.getInstance().getThreadLocalAccessors()) {
                    if (concerned.test(accessor.key())) {
                        changes.make(accessor, values.getOrDefault(accessor.key(), null));
                    }
                }
            } catch (Throwable thrown) {
                changes.undoAfter(thrown);
                throw thrown;
            }
            return changes;
        }
    }

    /** What was changed on this thread. To run it puts back what was there, the last change first. */
    private static final class Changes implements Runnable {
        private final Deque<Runnable> undo = new ArrayDeque<>();

        @SuppressWarnings("unchecked") // an accessor takes back what it gave, and what the context has for its key
        void make(ThreadLocalAccessor<?> accessor, @Nullable Object value) {
            ThreadLocalAccessor<Object> one = (ThreadLocalAccessor<Object>) accessor;
            Object before = one.getValue();
            undo.push(() -> putBack(one, before)); // first: it may throw when it has set half of it
            if (value == null) {
                one.setValue();
            } else {
                one.setValue(value);
            }
        }

        private static void putBack(ThreadLocalAccessor<Object> accessor, @Nullable Object before) {
            if (before == null) {
                accessor.restore();
            } else {
                accessor.restore(before);
            }
        }

        /** One that throws leaves the others to be put back. */
        @Override
        public void run() {
            Throwable first = null;
            for (Runnable next = undo.poll(); next != null; next = undo.poll()) {
                try {
                    next.run();
                } catch (Throwable thrown) {
                    if (first == null) {
                        first = thrown;
                    } else if (first != thrown) {
                        first.addSuppressed(thrown);
                    }
                }
            }
            if (first instanceof Error error) {
                throw error;
            }
            if (first != null) {
                throw Exceptions.propagate(first);
            }
        }

        void undoAfter(Throwable thrown) {
            try {
                run();
            } catch (Throwable second) {
                if (second != thrown) {
                    thrown.addSuppressed(second);
                }
            }
        }
    }
}
