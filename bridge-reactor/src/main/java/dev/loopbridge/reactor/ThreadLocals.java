package dev.loopbridge.reactor;

import dev.loopbridge.loop.LoopContext;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
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

    /** {@return what holds them around a step; null if none are to be held} */
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
        private static final ContextSnapshotFactory SETTING =
                ContextSnapshotFactory.builder().clearMissing(false).build();
        private static final ContextSnapshotFactory CLEARING =
                ContextSnapshotFactory.builder().clearMissing(true).build();

        private final ContextView view;
        private final ContextSnapshotFactory factory;

        Restoring(ContextView view, boolean clearMissing) {
            this.view = view;
            this.factory = clearMissing ? CLEARING : SETTING;
        }

        static Context capturedOver(Context context) {
            return SETTING.captureAll().updateContext(context);
        }

        @Override
        public Runnable enter() {
            return factory.setThreadLocalsFrom(view)::close;
        }
    }
}
