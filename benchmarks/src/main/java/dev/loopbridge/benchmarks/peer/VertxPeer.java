package dev.loopbridge.benchmarks.peer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** A Vert.x context on one event loop. */
final class VertxPeer implements TimedPeer {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    @Override
    public void execute(Runnable task) {
        context.runOnContext(nothing -> task.run());
    }

    /** Milliseconds are the finest that it has. */
    @Override
    public Object schedule(Runnable task, long delayNanos) {
        return vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(delayNanos)), id -> task.run());
    }

    @Override
    public void cancel(Object handle) {
        var unused = vertx.cancelTimer((Long) handle);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
