package dev.loopbridge.benchmarks.peer;

import java.util.concurrent.CompletableFuture;
import kotlin.coroutines.ContinuationInterceptor;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CompletableJob;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.JobKt;

/** The event loop that kotlinx-coroutines runs inside of {@code runBlocking}. */
final class KotlinxPeer implements Peer {
    private final CompletableJob end = JobKt.Job(null);
    private final CoroutineDispatcher dispatcher;

    KotlinxPeer() {
        CompletableFuture<CoroutineDispatcher> inside = new CompletableFuture<>();
        new Thread(() -> block(inside), "kotlinx").start();
        dispatcher = inside.join();
    }

    private void block(CompletableFuture<CoroutineDispatcher> inside) {
        try {
            var unused = BuildersKt.runBlocking(EmptyCoroutineContext.INSTANCE, (scope, continuation) -> {
                inside.complete(
                        (CoroutineDispatcher) scope.getCoroutineContext().get(ContinuationInterceptor.Key));
                return end.join(continuation);
            });
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void execute(Runnable task) {
        dispatcher.dispatch(EmptyCoroutineContext.INSTANCE, task);
    }

    @Override
    public void close() {
        var unused = end.complete();
    }
}
