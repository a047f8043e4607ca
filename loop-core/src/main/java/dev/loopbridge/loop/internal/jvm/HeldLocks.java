package dev.loopbridge.loop.internal.jvm;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which monitors and locks the calling thread holds, as far as the JVM tells: it does not for virtual threads. */
public final class HeldLocks {
    private HeldLocks() {}

    /** {@return them all; null if there are none, or it cannot be known} Slow: for debug mode. */
    public static @Nullable String describe() {
        try {
            long[] me = {Thread.currentThread().getId()};
            ThreadInfo info = ManagementFactory.getThreadMXBean()
                    .getThreadInfo(me, /* lockedMonitors= */ true, /* lockedSynchronizers= */ true)[0];
            if (info == null) {
                return null;
            }
            Stream<MonitorInfo> monitors = Arrays.stream(info.getLockedMonitors());
            Stream<LockInfo> locks = Arrays.stream(info.getLockedSynchronizers())
                    // A pool's worker holds itself while it works.
                    .filter(lock -> !lock.getClassName().startsWith("java.util.concurrent.ThreadPoolExecutor"));
            String all = Stream.concat(monitors, locks).map(LockInfo::toString).collect(Collectors.joining(", "));
            return all.isEmpty() ? null : all;
        } catch (LinkageError | UnsupportedOperationException noManagement) {
            return null; // the module java.management is optional
        }
    }
}
