package dev.loopbridge.endurance.everywhere;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.endurance.everywhere.Violation.Kind;
import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.testing.LoopLeaks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A loop all of whose surroundings are trapped, for one cell, on one thread. */
final class Scene {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    final Trap trap;
    final Foreign foreign;
    final Promises promises = new Promises();
    final EventLoop loop;
    private final Phase phase;
    private final @Nullable TrappedHost host;

    private Scene(Trap trap, Phase phase, Ears ears) {
        this.trap = trap;
        this.phase = phase;
        foreign = new Foreign(trap, promises);
        EventLoop.Builder builder = EventLoop.builder().name("scene").defaultExecutor(foreign.defaultExecutor());
        if (ears == Ears.HANDLER) {
            builder.exceptionHandler(foreign.handler());
        }
        host = phase == Phase.GUEST ? new TrappedHost(trap) : null;
        loop = host != null
                ? host.newLoop(builder)
                : builder.clock(foreign.clock()).build();
    }

    /** Plays, and says what was found broken. Leaves the thread as it was, if the library does. */
    static List<Violation> play(Trap trap, Play play, Phase phase, Ears ears) {
        List<Violation> found = new ArrayList<>();
        try (Surroundings around = Surroundings.trapped(trap)) {
            LoopLeaks leaks = LoopLeaks.watch();
            Scene scene = new Scene(trap, phase, ears);
            phase.perform(scene, play);
            scene.close(found);
            trap.disarm();
            scene.promises.check(found);
            around.check(found);
            checkThread(found);
            try {
                leaks.check(PATIENCE);
            } catch (AssertionError left) {
                found.add(new Violation(Kind.LEFT_BEHIND, String.valueOf(left.getMessage())));
            }
        }
        return found;
    }

    interface Caller {
        void call(Action entry);
    }

    /** As {@link #play}, for one entry called by {@code caller}: on a loop that runs elsewhere, or one that stands still. */
    static List<Violation> enter(Entry entry, boolean hosted, Caller caller) {
        List<Violation> found = new ArrayList<>();
        Trap none = Trap.unset();
        Scene scene = new Scene(none, hosted ? Phase.RUNNING : Phase.NOT_RUN, Ears.HANDLER);
        EventLoopThread thread = hosted ? EventLoopThread.start(scene.loop) : null;
        try {
            caller.call(entry.prepared().apply(scene));
        } catch (AssertionError broken) {
            found.add(new Violation(Kind.THREAD_SPOILT, String.valueOf(broken.getMessage())));
        }
        if (hosted && !scene.loop.isClosed()) {
            scene.serves(found);
        }
        scene.close(found);
        if (!hosted) {
            scene.promises.excuse(); // they were told on a thread that had no room to listen
        }
        scene.promises.check(found);
        if (thread != null) {
            scene.attempt(() -> thread.thread().join(PATIENCE.toMillis()));
            if (thread.thread().isAlive()) {
                found.add(new Violation(Kind.LEFT_BEHIND, "the host"));
            }
        }
        return found;
    }

    private void serves(List<Violation> found) {
        try {
            int one = loop.submit(() -> 1).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (one != 1) {
                found.add(new Violation(Kind.NOT_CLOSED, "the loop gave " + one));
            }
        } catch (TimeoutException e) {
            found.add(new Violation(Kind.HUNG, "the loop serves nobody any more"));
        } catch (Exception refused) {
            // by a shutdown that is under way
        }
    }

    private void close(List<Violation> found) {
        CompletableFuture<CloseReport> closed;
        try {
            closed = loop.shutdown(Duration.ZERO).toCompletableFuture();
        } catch (Throwable thrown) {
            found.add(new Violation(Kind.NOT_CLOSED, "shutdown() threw " + thrown.getClass()));
            closed = loop.shutdown(Duration.ZERO).toCompletableFuture();
        }
        if (host != null) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!closed.isDone() && System.nanoTime() - deadline < 0) { // a pool may have something to hand over yet
                attempt(() -> host.advance(Duration.ofMillis(1)));
            }
        }
        try {
            CloseReport report = closed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!report.notUnwound().isEmpty()) {
                found.add(new Violation(Kind.LEFT_BEHIND, "not unwound: " + report.notUnwound()));
            }
        } catch (TimeoutException e) {
            found.add(new Violation(Kind.NOT_CLOSED, "shutdown() is not done; closed: " + loop.isClosed()));
        } catch (Exception e) {
            found.add(new Violation(Kind.NOT_CLOSED, "shutdown() ended with " + e));
        }
        if (!loop.isClosed()) {
            found.add(new Violation(Kind.NOT_CLOSED, "the loop is open"));
        }
    }

    static void checkThread(List<Violation> found) {
        if (EventLoops.inLoop()) {
            found.add(new Violation(Kind.THREAD_SPOILT, "the thread still runs a loop"));
        }
        if (Foreign.IN_SCOPE.get() != null) {
            found.add(new Violation(Kind.THREAD_SPOILT, "a scope was entered and not left"));
            Foreign.IN_SCOPE.remove();
        }
        if (Thread.interrupted()) {
            found.add(new Violation(Kind.THREAD_SPOILT, "the thread is interrupted"));
        }
        try {
            int one = EventLoops.run(() -> 1);
            if (one != 1) {
                found.add(new Violation(Kind.THREAD_SPOILT, "another loop gave " + one));
            }
        } catch (Throwable thrown) {
            found.add(new Violation(Kind.THREAD_SPOILT, "another loop cannot run: " + thrown));
        }
    }

    boolean lasts() {
        return phase.lasts();
    }

    TrappedHost host() {
        if (host == null) {
            throw new IllegalStateException("no guest");
        }
        return host;
    }

    interface Action {
        void run() throws Throwable;
    }

    /** {@return whether {@code action} ended without being thrown at} Whatever it throws has reached a caller. */
    boolean attempt(Action action) {
        try {
            action.run();
            return true;
        } catch (Throwable toldToTheCaller) {
            return false;
        }
    }

    /** As {@link #attempt(Action)}; a caller who was thrown at is told. */
    void attempt(Promises.Promise promise, Action action) {
        if (!attempt(action)) {
            promise.excuse();
        }
    }

    void begin(Play play) {
        attempt(() -> play.start().on(this));
    }

    void hosted(Phase.Hosted action, Duration grace) {
        EventLoopThread thread = EventLoopThread.start(loop);
        action.on(thread);
        attempt(() -> loop.submit(this::someTurns).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        attempt(() -> loop.shutdown(grace).toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        attempt(() -> thread.thread().join(PATIENCE.toMillis()));
    }

    /** Of a coroutine: lets everything that is ready or due in a moment happen. */
    Integer someTurns() {
        for (int i = 0; i < 8; i++) {
            Tasks.yieldNow();
        }
        await(Tasks.sleep(Duration.ofMillis(2)));
        for (int i = 0; i < 8; i++) {
            Tasks.yieldNow();
        }
        return 1;
    }
}
