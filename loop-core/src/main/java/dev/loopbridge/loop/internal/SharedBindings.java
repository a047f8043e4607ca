package dev.loopbridge.loop.internal;

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

    /** Runs {@code action} in here. */
    public void run(Runnable action) {
        Bindings outside = Bindings.swap(enter());
        try {
            action.run();
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
