package dev.loopbridge.endurance.everywhere;

import java.util.function.Supplier;

/** What a call-out may throw; a fresh one each time. */
enum Thrown {
    EXCEPTION(() -> new IllegalStateException("sprung")),
    ERROR(() -> new AssertionError("sprung")),
    LINKAGE(() -> new NoClassDefFoundError("sprung")),
    OVERFLOW(StackOverflowError::new);

    private final Supplier<? extends Throwable> factory;

    Thrown(Supplier<? extends Throwable> factory) {
        this.factory = factory;
    }

    RuntimeException sneak() {
        throw Thrown.<RuntimeException>sneak(factory.get());
    }

    @SuppressWarnings("unchecked") // erased: throws what it is given
    static <E extends Throwable> E sneak(Throwable error) throws E {
        throw (E) error;
    }
}
