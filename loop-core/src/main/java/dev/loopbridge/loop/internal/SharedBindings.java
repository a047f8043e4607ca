package dev.loopbridge.loop.internal;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A place for bindings that callbacks and tasks take turns to work in. The holder's of a loop, or one thread's. */
public final class SharedBindings {
    private Bindings kept;
    private boolean entered;

    /** @param initial what it begins with */
    public SharedBindings(Bindings initial) {
        kept = initial;
    }

    /** {@return what was left here last} */
    public Bindings kept() {
        return kept;
    }

    /** {@return a place with the values of here and now} */
    public static SharedBindings ofCurrent() {
        return new SharedBindings(Bindings.current());
    }

    /** Runs {@code action} in here. */
    public void run(Runnable action) {
        Bindings outside = Bindings.swap(enter());
        try {
            action.run();
        } finally {
            leave(Bindings.swap(outside));
        }
    }

    /** As {@link #run} for what has a result. */
    public <T extends @Nullable Object> T call(Callable<? extends T> action) throws Exception {
        Bindings outside = Bindings.swap(enter());
        try {
            return action.call();
        } finally {
            leave(Bindings.swap(outside));
        }
    }

    Bindings enter() {
        if (entered) {
            throw new IllegalStateException("cannot enter context: it is already entered");
        }
        entered = true;
        return kept;
    }

    void leave(Bindings now) {
        kept = now;
        entered = false;
    }
}
