package dev.loopbridge.endurance.matrix;

import org.jspecify.annotations.Nullable;

/**
 * Disposes of subscriptions, one at a time: by turns as soon as there is one, and at about the time at which it completes. For the
 * latter it meets what is at work, so that both have a processor, and from there on one holds back: who and for how long
 * is learned from what came of the last. So both ends come up, be source and machine quick or slow.
 */
final class Disposer {
    private static final long LEAST_STEP_NANOS = 50;
    private static final long MOST_STEP_NANOS = 20_000;

    /** The one that this is about to dispose of. */
    private volatile @Nullable Entry watched;

    private volatile @Nullable Meeting meeting;

    /** How long this holds back; what is at work does, if it is negative. For the thread that disposes. */
    private long nanos;

    /** By how much that changes; negative if the last one had ended before its dispose. */
    private long step = LEAST_STEP_NANOS;

    private record Meeting(Entry entry, long nanos) {}

    private static boolean isEarly(Entry entry) {
        return entry.number() % 2 == 0;
    }

    void dispose(Entry entry) {
        watched = entry;
        if (isEarly(entry)) {
            BoundedWait.watch(() -> entry.hasEnded() || entry.isSubscribed());
            entry.cancel();
        } else {
            BoundedWait.watch(() -> entry.hasEnded() || entry.hasBegun());
            meeting = new Meeting(entry, nanos);
            BoundedWait.holdBack(nanos);
            boolean late = entry.hasEnded();
            entry.cancel();
            learn(late);
        }
    }

    /** Goes faster in the same direction, slower in the other. */
    private void learn(boolean late) {
        boolean same = late == step < 0;
        long size =
                same ? Math.min(Math.abs(step) * 2, MOST_STEP_NANOS) : Math.max(Math.abs(step) / 4, LEAST_STEP_NANOS);
        step = late ? -size : size;
        nanos += step;
    }

    /** Waits until that is done with all before {@code entry}, and looks at this one. */
    void awaitWatching(Entry entry) {
        BoundedWait.spin(() -> watched == entry);
    }

    /** What {@code entry} waits for is under way, and will be over soon. */
    void meet(Entry entry) {
        if (!isEarly(entry)) {
            BoundedWait.watch(() -> watched != entry || meetingOf(entry) != null);
            Meeting met = meetingOf(entry);
            BoundedWait.holdBack(met == null ? 0 : -met.nanos);
        }
    }

    private @Nullable Meeting meetingOf(Entry entry) {
        Meeting latest = meeting;
        return latest != null && latest.entry == entry ? latest : null;
    }
}
