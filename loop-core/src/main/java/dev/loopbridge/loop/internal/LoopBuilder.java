package dev.loopbridge.loop.internal;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.LoopHost;
import dev.loopbridge.loop.internal.core.LoopSettings;
import org.jspecify.annotations.Nullable;

/** The builder behind {@link EventLoop#builder()}. */
public final class LoopBuilder extends LoopSettings {
    /** Nothing set. */
    public LoopBuilder() {}

    /** As {@link LoopHost#newLoop}. */
    public EventLoop buildGuest(LoopHost host) {
        LoopClock ownClock = clock;
        clock = host::nanoTime;
        try {
            return build(host);
        } finally {
            clock = ownClock;
        }
    }

    @Override
    public EventLoop build() {
        return build(null);
    }

    private EventLoop build(@Nullable LoopHost host) {
        Prepared.all();
        NativeLoop loop = new NativeLoop(this, host);
        LoopRegistry.made(loop);
        return loop;
    }
}
