package dev.loopbridge.loop.internal.engine;

import dev.loopbridge.loop.internal.jvm.CoroutineThreads;
import dev.loopbridge.loop.internal.jvm.Sneaky;
import dev.loopbridge.loop.internal.jvm.VirtualThreads;
import dev.loopbridge.loop.internal.task.Carrier;
import dev.loopbridge.loop.internal.task.LoopTask;
import dev.loopbridge.loop.internal.task.TaskLoop;
import org.jspecify.annotations.Nullable;

/** The engine without switches: the home thread itself carries the virtual threads of its coroutines. */
final class DirectEngine extends BodyEngine {
    /*
     * Each coroutine is a virtual thread whose scheduler is its own DirectCarrier: what the JDK hands to that scheduler is the thread's
     * continuation, and the loop runs it when the task's turn comes. It suspends by Thread.yield(), not by parking: a yield
     * that cannot be done (a native frame on the stack) returns at once and can be told apart, and neither a stray permit nor
     * an interrupt makes it return early. A body that parks on anything but await blocks the loop, as it would in asyncio.
     */
    /** Null until known. */
    private static volatile @Nullable Boolean available;

    final String threadName;

    /** Where home waits for a porter: a virtual thread cannot carry another. */
    private boolean homeIsVirtual;

    /** Goes on with the present step when the one that runs now lets go; null is the home thread. */
    @Nullable
    DirectCarrier next;

    /** Why what {@link DirectCarrier#switchTo} switched to could not begin: for it to throw. */
    @Nullable
    Throwable refused;

    DirectEngine(TaskLoop loop) {
        super(loop);
        threadName = VirtualThreads.NAME + CoroutineThreads.owner(loop);
    }

    /** {@return whether this JVM lets us, tried out until there is an answer} */
    static boolean isAvailable() {
        Boolean known = available;
        if (known == null) {
            known = VirtualThreads.canBeScheduled() ? DirectEngineSelfTest.passes() : Boolean.FALSE;
            available = known;
        }
        return known != null && known;
    }

    @Override
    public void comeHome() {
        homeIsVirtual = VirtualThreads.isVirtual(Thread.currentThread());
        super.comeHome();
    }

    @Override
    public Carrier carry(Carrier.Body body) {
        return new DirectCarrier(this, body);
    }

    @Override
    public void resume(LoopTask<?> task) {
        loop.setCurrentTask(task);
        try {
            DirectCarrier fiber = (DirectCarrier) task.carrier();
            if (homeIsVirtual) {
                Porter.carry(loop, () -> run(fiber));
            } else {
                run(fiber);
            }
        } catch (Throwable error) {
            notResumed(task, error);
        } finally {
            loop.setCurrentTask(null);
        }
        throwIfFatal();
    }

    /** No thread could be had. What has begun is tried again by the next run. */
    private void notResumed(LoopTask<?> task, Throwable noThread) {
        if (task.hasBegun() && task.carrier() instanceof DirectCarrier fiber && fiber.hasBegun()) {
            loop.agenda().add(task);
            throw Sneaky.rethrow(noThread);
        }
        task.abort(noThread);
    }

    private void run(DirectCarrier first) {
        next = first;
        for (DirectCarrier fiber = next; fiber != null; fiber = next) {
            next = null;
            try {
                fiber.mount();
            } catch (Throwable neverBegan) {
                if (fiber.hasBegun() || !(fiber.outer() instanceof DirectCarrier outer)) {
                    throw neverBegan;
                }
                refused = neverBegan;
                next = outer;
            }
        }
    }
}
