package dev.loopbridge.loop.internal;

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
            "bridge.PhasedSubscription",
            "bridge.PhasedSubscription$Phase",
            "bridge.ScheduledWork",
            "bridge.ScheduledWork$State",
            "bridge.SignalGate",
            "bridge.WorkList",
            "concurrent.LoopBarrier$State",
            "concurrent.ReturnWhen",
            "concurrent.ReturnWhen$1",
            "concurrent.Timeout$State",
            "internal.Bindings",
            "internal.Callback",
            "internal.Callback$Left",
            "internal.CancelRequest$Answer",
            "internal.Cascade",
            "internal.Closing",
            "internal.Closing$1",
            "internal.Closing$Part",
            "internal.Confinement$1",
            "internal.CoroutineThreads",
            "internal.CoroutineThreads$Pool",
            "internal.CurrentLoop",
            "internal.DefaultExecutor",
            "internal.DefaultExecutor$Pool",
            "internal.Engines$1",
            "internal.Entrance$1",
            "internal.ErrorLog",
            "internal.FreshThread",
            "internal.Inbox$Verdict",
            "internal.Lifecycle$1",
            "internal.Lifecycle$Answer",
            "internal.Lifecycle$State",
            "internal.LoopBuilder",
            "internal.LoopEnd",
            "internal.LoopEnd$1",
            "internal.LoopRegistry",
            "internal.LoopTask",
            "internal.MemoryReserve",
            "internal.Nanos",
            "internal.Observers",
            "internal.Origin",
            "internal.PaddedLong",
            "internal.PulledGenerator$State",
            "internal.ReadyQueue",
            "internal.Running",
            "internal.SettableFuture$Ending",
            "internal.SharedBindings",
            "internal.Shutdown$Phase",
            "internal.Slots",
            "internal.Slots$Segment",
            "internal.TakenCount",
            "internal.ThreadSlots",
            "internal.TimerQueue",
            "internal.UnheardFailure",
            "internal.UnheardWatch",
            "internal.VirtualCarriers");

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
