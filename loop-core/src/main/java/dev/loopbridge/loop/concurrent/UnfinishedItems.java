package dev.loopbridge.loop.concurrent;

/** The items that were put into a queue and are not marked done, and those who wait until there are none. */
final class UnfinishedItems {
    /** Set while there are none. */
    private final LoopEvent none = new LoopEvent();

    private int count;

    UnfinishedItems() {
        none.set();
    }

    int count() {
        return count;
    }

    void add() {
        count++;
        none.clear();
    }

    /** The work on one item of {@code queue} is done. */
    void done(LoopQueue<?> queue) {
        change(() -> {
            if (count == 0) {
                throw new IllegalArgumentException(
                        "task_done() called too many times: the work on every item of " + queue + " is done already");
            }
            if (count == 1) {
                none.set();
            }
            count--;
        });
    }

    /** {@code items} of them are dropped: nobody will mark them done. */
    void drop(int items) {
        count = Math.max(0, count - items);
        if (count == 0) {
            none.set();
        }
    }

    /** Runs {@code change}; throws if the loop of those who wait runs on another thread, and then nothing has changed. */
    void change(Runnable change) {
        none.change(change);
    }

    /** Suspends the calling coroutine until there are none. */
    void awaitNone() {
        none.await();
    }
}
