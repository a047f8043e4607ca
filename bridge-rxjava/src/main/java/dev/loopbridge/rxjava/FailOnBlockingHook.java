package dev.loopbridge.rxjava;

import dev.loopbridge.loop.EventLoops;
import io.reactivex.rxjava3.functions.BooleanSupplier;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import org.jspecify.annotations.Nullable;

/** Tells RxJava that a thread must not block while it runs a loop, behind what was asked before. */
final class FailOnBlockingHook implements BooleanSupplier {
    private static @Nullable FailOnBlockingHook installed;

    private final @Nullable BooleanSupplier before;
    private final boolean failedBefore;

    /** Somebody else's handler may still hold one that was removed: it stays there, and does nothing. */
    private volatile boolean active = true;

    private FailOnBlockingHook(@Nullable BooleanSupplier before, boolean failedBefore) {
        this.before = before;
        this.failedBefore = failedBefore;
    }

    static synchronized void install() {
        BooleanSupplier current = RxJavaPlugins.getOnBeforeBlocking();
        FailOnBlockingHook mine = installed;
        if (mine == null || mine != current) {
            boolean failed = mine == null ? RxJavaPlugins.isFailOnNonBlockingScheduler() : mine.failedBefore;
            FailOnBlockingHook behind = new FailOnBlockingHook(current, failed);
            RxJavaPlugins.setOnBeforeBlocking(behind);
            leave();
            installed = behind;
        }
        RxJavaPlugins.setFailOnNonBlockingScheduler(true);
    }

    static synchronized void remove() {
        FailOnBlockingHook mine = installed;
        if (mine == null) {
            return;
        }
        RxJavaPlugins.setFailOnNonBlockingScheduler(mine.failedBefore);
        if (RxJavaPlugins.getOnBeforeBlocking() == mine) {
            RxJavaPlugins.setOnBeforeBlocking(mine.before);
        }
        leave();
    }

    private static void leave() {
        if (installed != null) {
            installed.active = false;
            installed = null;
        }
    }

    @Override
    public boolean getAsBoolean() throws Throwable {
        return (before != null && before.getAsBoolean()) || (active && EventLoops.inLoop());
    }
}
