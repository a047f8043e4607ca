package dev.loopbridge.endurance.matrix;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many ended in which way. For one thread. */
final class Tally {
    private final Map<End, Integer> ends = new EnumMap<>(End.class);
    private int afterTerminal;
    private @Nullable Throwable thrown;

    /** Counts every entry, once. */
    void add(SubscriptionBatch wave) {
        for (Entry entry : wave.entries()) {
            ends.merge(entry.outcome(), 1, Integer::sum);
            if (entry.hadSignalsAfterTheEnd()) {
                afterTerminal++;
            }
        }
        if (thrown == null) {
            thrown = wave.thrown();
        }
    }

    /** Counts what {@code other} has counted. */
    void add(Tally other) {
        other.ends.forEach((end, count) -> ends.merge(end, count, Integer::sum));
        afterTerminal += other.afterTerminal;
        if (thrown == null) {
            thrown = other.thrown;
        }
    }

    int of(End end) {
        return ends.getOrDefault(end, 0);
    }

    /** {@return how many had an element behind their end, or across it} They are counted by their end as well. */
    int afterTerminal() {
        return afterTerminal;
    }

    int total() {
        return ends.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** {@return how many have no terminal signal and should} */
    int silent() {
        return of(End.HUNG) + of(End.HOOK);
    }

    /** {@return the first error thrown at a caller, if there was one} */
    @Nullable
    Throwable firstThrown() {
        return thrown;
    }

    /** {@return whether every subscription ended legally: once, told to its subscriber, or cancelled by it} */
    boolean isClean() {
        return of(End.TERMINAL) + of(End.CANCELLED) == total() && afterTerminal == 0;
    }

    @Override
    public String toString() {
        return ends + ", after terminal=" + afterTerminal + (thrown == null ? "" : ", first thrown: " + thrown);
    }
}
