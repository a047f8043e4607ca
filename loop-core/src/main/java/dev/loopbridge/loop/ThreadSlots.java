package dev.loopbridge.loop;

import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Each thread's own loop, as {@code setEventLoop} left it: a slot for each thread and policy. */
final class ThreadSlots {
    /** By policy; {@link #TAKEN_AWAY} where a loop was taken away, nothing where none was ever set. */
    private static final ThreadLocal<Map<EventLoopPolicy, Object>> SLOTS = ThreadLocal.withInitial(WeakHashMap::new);

    private static final Object TAKEN_AWAY = new Object();

    private ThreadSlots() {}

    static EventLoop get(EventLoopPolicy policy) {
        Map<EventLoopPolicy, Object> slots = SLOTS.get();
        if (!slots.containsKey(policy) && isMainThread()) {
            slots.put(policy, policy.newEventLoop());
        }
        if (slots.get(policy) instanceof EventLoop loop) {
            return loop;
        }
        throw new IllegalStateException("There is no current event loop in thread '"
                + Thread.currentThread().getName() + "'.");
    }

    static void set(EventLoopPolicy policy, @Nullable EventLoop loop) {
        SLOTS.get().put(policy, loop == null ? TAKEN_AWAY : loop);
    }

    /** {@return what is set, without making any} */
    static @Nullable EventLoop peek(EventLoopPolicy policy) {
        return SLOTS.get().get(policy) instanceof EventLoop loop ? loop : null;
    }

    /** The JVM starts {@code main} on the first thread of the group of that name, and numbers it 1. */
    @SuppressWarnings("deprecation") // threadId() is 19+
    private static boolean isMainThread() {
        return Thread.currentThread().getId() == 1;
    }
}
