package dev.loopbridge.loop;

import org.jspecify.annotations.Nullable;

/** Each thread's own loop, as {@code setEventLoop} left it: a slot for each thread and policy. */
final class ThreadSlots {
    /** {@code loop} is null where one was taken away; no slot at all where none was ever set. */
    private record Slot(EventLoopPolicy policy, @Nullable EventLoop loop) {}

    private static final ThreadLocal<Slot> SLOT = new ThreadLocal<>();

    private ThreadSlots() {}

    static EventLoop get(EventLoopPolicy policy) {
        Slot slot = SLOT.get();
        if ((slot == null || slot.policy != policy) && isMainThread()) {
            set(policy, policy.newEventLoop());
            slot = SLOT.get();
        }
        if (slot == null || slot.policy != policy || slot.loop == null) {
            throw new IllegalStateException("There is no current event loop in thread '"
                    + Thread.currentThread().getName() + "'.");
        }
        return slot.loop;
    }

    static void set(EventLoopPolicy policy, @Nullable EventLoop loop) {
        SLOT.set(new Slot(policy, loop));
    }

    /** {@return what is set, without making any} */
    static @Nullable EventLoop peek(EventLoopPolicy policy) {
        Slot slot = SLOT.get();
        return slot == null || slot.policy != policy ? null : slot.loop;
    }

    /** The JVM starts {@code main} on the first thread of the group of that name, and numbers it 1. */
    @SuppressWarnings("deprecation") // threadId() is 19+
    private static boolean isMainThread() {
        return Thread.currentThread().getId() == 1;
    }
}
