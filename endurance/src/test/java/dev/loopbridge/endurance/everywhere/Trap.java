package dev.loopbridge.endurance.everywhere;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Springs at one call of one call-out, and counts the calls of all. For one cell; any thread. */
final class Trap {
    /** Of no call-out: it counts only. */
    static Trap unset() {
        return new Trap(null, 0, Thrown.EXCEPTION);
    }

    private final @Nullable CallOut place;
    private final int nth;
    private final Thrown thrown;
    private final Map<CallOut, AtomicInteger> calls = new EnumMap<>(CallOut.class);
    private volatile boolean disarmed;

    Trap(@Nullable CallOut place, int nth, Thrown thrown) {
        this.place = place;
        this.nth = nth;
        this.thrown = thrown;
        for (CallOut callOut : CallOut.values()) {
            calls.put(callOut, new AtomicInteger());
        }
    }

    void call(CallOut here) {
        if (!disarmed && calls.get(here).incrementAndGet() == nth && here == place) {
            throw thrown.sneak();
        }
    }

    int calls(CallOut of) {
        return calls.get(of).get();
    }

    /** The cell is over: what a leftover calls from here on is none of it. */
    void disarm() {
        disarmed = true;
    }
}
