package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopPolicy;
import dev.loopbridge.loop.internal.report.SafeText;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Each thread's own loop, as {@code setEventLoop} left it: a slot for each thread and policy. */
public final class ThreadSlots {
    /** By policy; {@link #TAKEN_AWAY} where a loop was taken away, nothing where none was ever set. */
    private static final ThreadLocal<Map<EventLoopPolicy, Object>> SLOTS = ThreadLocal.withInitial(WeakHashMap::new);

    private static final String MAIN = "main";
    private static final long LAST_NUMBER_OF_MAIN = 3;
    private static final int LAST_KNOWN_JDK = 25;

    private static final Object TAKEN_AWAY = new Object();

    private ThreadSlots() {}

    /** {@return those of the calling thread; inside a loop, those of its home thread, whichever thread carries the caller} */
    private static Map<EventLoopPolicy, Object> here() {
        CoreLoop running = CurrentLoop.running();
        return running != null ? running.holder().homeSlots() : ofThread();
    }

    static Map<EventLoopPolicy, Object> ofThread() {
        return SLOTS.get();
    }

    /** As {@link EventLoopPolicy#getEventLoop()}. */
    public static EventLoop get(EventLoopPolicy policy) {
        Map<EventLoopPolicy, Object> slots = here();
        if (!slots.containsKey(policy) && isMainThread()) {
            slots.put(policy, policy.newEventLoop());
        }
        if (slots.get(policy) instanceof EventLoop loop) {
            return loop;
        }
        throw new IllegalStateException("There is no current event loop in thread '"
                + SafeText.threadName()
                + "'. Run a body with EventLoops.run(), which needs none; or make one with EventLoops.newEventLoop()"
                + " and keep it for this thread with EventLoops.setEventLoop()");
    }

    /** As {@link EventLoopPolicy#setEventLoop}. */
    public static void set(EventLoopPolicy policy, @Nullable EventLoop loop) {
        here().put(policy, loop == null ? TAKEN_AWAY : loop);
    }

    /** {@return what is set, without making any} */
    public static @Nullable EventLoop peek(EventLoopPolicy policy) {
        return here().get(policy) instanceof EventLoop loop ? loop : null;
    }

    /**
     * The JVM starts {@code main} on the first thread of the group of that name, and numbers it 1, since JDK 24 3: nothing else
     * in that group has such a number. It promises neither, and a later one is asked for the name as well, which anybody may
     * give.
     */
    @SuppressWarnings("deprecation") // threadId() is 19+
    private static boolean isMainThread() {
        Thread me = Thread.currentThread();
        ThreadGroup group = me.getThreadGroup();
        if (group == null || !MAIN.equals(group.getName())) {
            return false;
        }
        boolean unknown = Runtime.version().feature() > LAST_KNOWN_JDK;
        return me.getId() <= LAST_NUMBER_OF_MAIN || (unknown && MAIN.equals(me.getName()));
    }
}
