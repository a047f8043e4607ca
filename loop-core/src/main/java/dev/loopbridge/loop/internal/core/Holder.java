package dev.loopbridge.loop.internal.core;

import dev.loopbridge.loop.EventLoopPolicy;
import dev.loopbridge.loop.internal.jvm.FieldHandle;
import dev.loopbridge.loop.internal.report.SafeText;
import dev.loopbridge.loop.internal.threading.AnyThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Which thread holds a loop now, and which one is its home: whom a submission wakes, and whose interrupts the loop hears. */
public final class Holder {
    /*
     * Written without a fence, of which a loop's life had six: who asks whether it is the holder looks for what it wrote itself,
     * or for what was there before it was let go on; and home is written before the word that puts the loop to sleep.
     */
    private static final VarHandle HOLDER =
            FieldHandle.of(MethodHandles.lookup(), Holder.class, "holder", Thread.class);
    private static final VarHandle HOME = FieldHandle.of(MethodHandles.lookup(), Holder.class, "home", Thread.class);

    /** Who runs the loop's items now; null while idle. Written by whoever takes the turn. */
    private volatile @Nullable Thread holder;

    /** Whom a submission wakes; written before the loop can sleep. */
    private volatile @Nullable Thread home;

    /** Whether home was interrupted during this run; home's, as is the hook. */
    private boolean interrupted;

    private @Nullable Runnable interruptHook;

    /** What {@code setEventLoop} left on home; the holder's. */
    private Map<EventLoopPolicy, Object> homeSlots = Map.of();

    /** {@return whether the calling thread holds the loop} */
    boolean isHere() {
        return holder == Thread.currentThread();
    }

    /** {@code thread} holds the loop from now on; null for nobody. */
    public void set(@Nullable Thread thread) {
        HOLDER.setRelease(this, thread);
    }

    /** {@code thread}, the calling one, is home from now on. It holds the loop once {@link #set} says so. */
    public void setHome(Thread thread) {
        HOME.setRelease(this, thread);
        homeSlots = ThreadSlots.ofThread();
    }

    /** {@return whether the calling thread is home, or was the last to be} */
    boolean isHome() {
        return home == Thread.currentThread();
    }

    /** {@return what {@code setEventLoop} left on the home thread} */
    Map<EventLoopPolicy, Object> homeSlots() {
        return homeSlots;
    }

    /** Wakes home, if it sleeps. */
    @AnyThread
    public void wakeHome() {
        LockSupport.unpark(home);
    }

    /** @param hook told on home at each interrupt, holder or not; null: the run's end raises the flag again */
    public void onInterrupt(@Nullable Runnable hook) {
        interruptHook = hook;
    }

    /** Before each item, where somebody wants to hear of interrupts. On home. */
    public void hearInterrupt() {
        if (interruptHook != null && Thread.interrupted()) {
            noteInterrupt();
        }
    }

    /** Home was interrupted, and the flag taken down, since parking needs it so. On home. */
    public void noteInterrupt() {
        Runnable hook = interruptHook;
        if (hook == null) {
            interrupted = true;
        } else {
            hook.run();
        }
    }

    /** {@return whether home was interrupted since the last time} Home's, before it lets go of the loop. */
    public boolean takeInterrupted() {
        boolean was = interrupted;
        interrupted = false;
        return was;
    }

    /** {@return the thread that holds the loop, and where it is} */
    @AnyThread
    public String describe() {
        Thread now = holder;
        if (now == null) {
            return "nothing";
        }
        StackTraceElement[] stack = now.getStackTrace();
        return "thread \"" + SafeText.line(now.getName()) + "\"" + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
