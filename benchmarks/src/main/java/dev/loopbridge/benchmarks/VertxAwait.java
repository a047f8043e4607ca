package dev.loopbridge.benchmarks;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** {@code Future.await} of Vert.x, on virtual threads of one context. */
final class VertxAwait implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Context context;

    VertxAwait() {
        CompletableFuture<Context> inside = new CompletableFuture<>();
        DeploymentOptions virtual = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
        var unused = vertx.deployVerticle(
                        new VerticleBase() {
                            @Override
                            public io.vertx.core.Future<?> start() {
                                inside.complete(context);
                                return io.vertx.core.Future.succeededFuture();
                            }
                        },
                        virtual)
                .toCompletionStage();
        context = inside.join();
    }

    /** So many awaits of a future that the context completes, by so many tasks. */
    void await(int items, int tasks) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(tasks);
        for (int task = 0; task < tasks; task++) {
            context.runOnContext(nothing -> {
                for (int i = items / tasks; i > 0; i--) {
                    Promise<@Nullable Object> promise = Promise.promise();
                    context.runOnContext(again -> promise.complete());
                    var unused = promise.future().await();
                }
                end.countDown();
            });
        }
        end.await();
    }

    /** So many tasks, one after another. */
    void createAndFinish(int items) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        context.runOnContext(nothing -> {
            for (int i = items; i > 0; i--) {
                Promise<@Nullable Object> promise = Promise.promise();
                context.runOnContext(body -> promise.complete());
                var unused = promise.future().await();
            }
            end.countDown();
        });
        end.await();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
