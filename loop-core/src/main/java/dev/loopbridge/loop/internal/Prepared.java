package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.internal.jvm.StackReserve;
import java.util.List;

/**
 * The classes that have something to initialise. One that fails at it, fails for the rest of the JVM's life; so that is not left
 * to whoever comes first, with perhaps no stack for it.
 */
final class Prepared {
    private static final String ROOT = "dev.loopbridge.loop.";

    /** Those with a {@code $1} are what the compiler makes of a switch. A test finds what is missing here. */
    static final List<String> NAMES = List.of(
            "CoroutineEngine",
            "EventLoop$Builder",
            "EventLoopThread",
            "EventLoops",
            "TaskLimit",
            "bridge.Inflow$Wanted",
            "bridge.LaunchOptions",
            "bridge.LaunchOptions$Blocking",
            "bridge.LoopUse",
            "bridge.PhasedSubscription",
            "bridge.PhasedSubscription$Phase",
            "bridge.ScheduledWork",
            "bridge.ScheduledWork$State",
            "bridge.SignalGate",
            "bridge.SubscriptionDemand",
            "bridge.WorkList",
            "concurrent.LoopBarrier$State",
            "concurrent.ReturnWhen",
            "concurrent.ReturnWhen$1",
            "concurrent.Timeout$State",
            "internal.core.Bindings",
            "internal.queue.Callback",
            "internal.queue.Callback$Left",
            "internal.task.CancelRequest$Answer",
            "internal.task.CancelRequest",
            "internal.task.LiveGenerators",
            "internal.task.SettableFuture",
            "internal.task.Trampoline",
            "internal.life.Closing",
            "internal.life.Closing$1",
            "internal.life.Closing$Part",
            "internal.core.Confinement$1",
            "internal.jvm.CoroutineThreads",
            "internal.jvm.CoroutineThreads$Pool",
            "internal.core.CurrentLoop",
            "internal.task.DefaultExecutor",
            "internal.task.DefaultExecutor$Pool",
            "internal.engine.Engines$1",
            "internal.core.Entrance$1",
            "internal.report.ErrorLog",
            "internal.jvm.FreshThread",
            "internal.queue.Inbox$Verdict",
            "internal.core.LoopSettings",
            "internal.core.Lifecycle$1",
            "internal.core.Lifecycle$Answer",
            "internal.core.Lifecycle",
            "internal.core.Lifecycle$State",
            "internal.core.Holder",
            "internal.life.CloseListeners",
            "internal.life.CloseOutcome",
            "internal.life.LoopEnd",
            "internal.life.LoopEnd$1",
            "internal.life.Running",
            "internal.DrivenLoop",
            "internal.LoopRegistry",
            "internal.task.CancellableTask$Cancel",
            "internal.task.CancellableTask$Exit",
            "internal.task.NamedTask",
            "internal.jvm.MemoryReserve",
            "internal.queue.Nanos",
            "internal.task.Observers",
            "internal.report.Origin",
            "internal.queue.PaddedLong",
            "internal.concurrent.PulledGenerator$State",
            "internal.queue.ReadyQueue",
            "internal.task.FutureOutcome$Ending",
            "internal.core.MutableContext",
            "internal.life.Shutdown$Phase",
            "internal.queue.Slots",
            "internal.queue.Slots$Segment",
            "internal.queue.TakenCount",
            "internal.core.ThreadSlots",
            "internal.queue.TimerQueue",
            "internal.task.UnheardFailure",
            "internal.task.UnheardFailures",
            "internal.task.UnheardWatch",
            "internal.jvm.VirtualCarriers");

    /** Plain: who finds it false does it again, which does nothing. */
    private static boolean done;

    private Prepared() {}

    /** Initialises them, once. */
    static void all() {
        if (done) {
            return;
        }
        StackReserve.checkMuch();
        for (String name : NAMES) {
            try {
                Class.forName(ROOT + name, /* initialize= */ true, Prepared.class.getClassLoader());
            } catch (ClassNotFoundException otherCompiler) {
                // nor will anybody need it
            }
        }
        done = true;
    }
}
