package dev.loopbridge.endurance.matrix;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a JVM holds, read where nothing of ours is alive; it must not grow. For one thread. */
final class Readings {
    /** What code that warms up may take: it was a tenth of this. Forty bytes for each subscription of a minute are more. */
    private static final long HEAP_SLACK = 2L << 20;

    private static final long THREAD_SLACK = 8;

    /** Idle threads of a pool that follows the load, for coroutines; one that is stuck is found by who looks for leaks. */
    private static final String POOLED = "loopbridge-coroutine-";

    private final List<Reading> readings = new ArrayList<>();

    private record Reading(long heapBytes, long threads) {}

    /** Collects garbage, and reads. */
    void take() {
        System.gc();
        add(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !thread.getName().startsWith(POOLED))
                        .count());
    }

    void add(long heapBytes, long threads) {
        readings.add(new Reading(heapBytes, threads));
    }

    /** {@return what has grown from the first third to the last, by their medians; null if nothing has} */
    @Nullable
    String growth() {
        String heap = growth("bytes of heap", Reading::heapBytes, HEAP_SLACK);
        return heap != null ? heap : growth("threads", Reading::threads, THREAD_SLACK);
    }

    private @Nullable String growth(String what, ToLongFunction<Reading> value, long slack) {
        long first = median(firstThird(), value);
        long last = median(lastThird(), value);
        return last > first + slack ? what + " grew from " + first + " to " + last : null;
    }

    private List<Reading> firstThird() {
        return readings.subList(0, Math.max(1, readings.size() / 3));
    }

    private List<Reading> lastThird() {
        return readings.subList(readings.size() - Math.max(1, readings.size() / 3), readings.size());
    }

    private static long median(List<Reading> readings, ToLongFunction<Reading> value) {
        long[] sorted = readings.stream().mapToLong(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    @Override
    public String toString() {
        return "%d readings; heap after GC %,d -> %,d KiB, threads %d -> %d (medians of the first and the last third)"
                .formatted(
                        readings.size(),
                        median(firstThird(), Reading::heapBytes) >> 10,
                        median(lastThird(), Reading::heapBytes) >> 10,
                        median(firstThird(), Reading::threads),
                        median(lastThird(), Reading::threads));
    }
}
