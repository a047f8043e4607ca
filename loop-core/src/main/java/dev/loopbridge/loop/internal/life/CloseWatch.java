package dev.loopbridge.loop.internal.life;

import dev.loopbridge.loop.internal.jvm.CoroutineThreads;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks after a shutdown that the loop's own thread has to serve, from another thread: that one may never come round. */
final class CloseWatch {
    /*
     * By the machine's clock: the loop's own is read by the thread that is not to be relied upon. Between two looks a step is
     * posted; if the loop has not come to it by the second, nothing that it should do itself will happen soon.
     */

    /** How long past the grace a loop may take to come round before its followers are told: longer than a busy machine lets it wait. */
    private static final long PATIENCE_MILLIS = 25;

    /** How long after that whoever asked is told that it does not close; and how often a loop that lives is looked at. */
    private static final long PATIENCE_TO_ANSWER_MILLIS = 1_000;

    private final LifeLoop loop;
    private final LoopEnd end;
    private final Shutdown asked;

    /** Whether the loop came round since the last look. */
    private volatile boolean alive;

    CloseWatch(LifeLoop loop, LoopEnd end, Shutdown asked) {
        this.loop = loop;
        this.end = end;
        this.asked = asked;
    }

    void begin() {
        lookAfter(TimeUnit.NANOSECONDS.toMillis(asked.patienceNanos()) + PATIENCE_MILLIS, this::look);
    }

    private void lookAfter(long millis, Runnable look) {
        CompletableFuture<@Nullable Object> answered = asked.answer.<@Nullable Object>thenApply(report -> report);
        var unused = answered.orTimeout(millis, TimeUnit.MILLISECONDS).whenComplete((report, error) -> {
            if (error instanceof TimeoutException) {
                onThreadOfItsOwn(look);
            }
        });
    }

    /** The timer's thread is the JDK's, one for all: what is told may take its time. */
    private void onThreadOfItsOwn(Runnable look) {
        try {
            CoroutineThreads.POOLED.start(look, CoroutineThreads.owner(loop));
        } catch (Throwable noThread) {
            look.run();
        }
    }

    private void look() {
        if (end.hasClosed()) {
            return;
        }
        if (!asked.isHeard()) {
            overdue();
        } else {
            alive = false;
            loop.deliverStep(() -> alive = true);
            lookAfter(PATIENCE_MILLIS, this::lookAgain);
        }
    }

    private void lookAgain() {
        if (end.hasClosed()) {
            return;
        }
        if (alive) {
            lookAfter(PATIENCE_TO_ANSWER_MILLIS, this::look); // its time may be another than the machine's
        } else {
            overdue();
        }
    }

    private void overdue() {
        end.tellOverdue();
        lookAfter(PATIENCE_TO_ANSWER_MILLIS, this::answer);
    }

    private void answer() {
        if (!end.hasClosed()) {
            end.answerOverdue(asked, List.of(loop.describeRunning()));
        }
    }
}
