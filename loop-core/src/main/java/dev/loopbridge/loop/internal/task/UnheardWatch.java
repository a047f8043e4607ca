package dev.loopbridge.loop.internal.task;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A look every second at the loops that have unheard failures; at rest while there are none. */
final class UnheardWatch {
    /** On the JDK's own thread for timeouts: a thread of ours would stay for it. */
    private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, Runnable::run);

    private static final Set<UnheardFailures> WATCHED = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean LOOKING = new AtomicBoolean();

    private UnheardWatch() {}

    static void add(UnheardFailures failures) {
        if (WATCHED.add(failures)) {
            lookSoon();
        }
    }

    private static void lookSoon() {
        if (LOOKING.compareAndSet(false, true)) {
            boolean accepted = false;
            try {
                SOON.execute(UnheardWatch::look);
                accepted = true;
            } finally {
                LOOKING.compareAndSet(true, accepted);
            }
        }
    }

    private static void look() {
        try {
            for (UnheardFailures failures : List.copyOf(WATCHED)) {
                if (!failures.reportCollected()) {
                    WATCHED.remove(failures);
                    if (failures.reportCollected()) {
                        WATCHED.add(failures); // one came in between, and took it for watched
                    }
                }
            }
        } finally {
            LOOKING.set(false); // before the next question, lest one that is added now is not looked at
            if (!WATCHED.isEmpty()) {
                lookSoon();
            }
        }
    }
}
