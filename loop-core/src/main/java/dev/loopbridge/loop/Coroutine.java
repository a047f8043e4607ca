package dev.loopbridge.loop;

import org.jspecify.annotations.Nullable;

/**
 * A straight-line body that may {@link Await#await(LoopFuture) await}: it suspends itself there, not its loop.
 *
 * <p>One step of it at a time runs while no other callback or step of its loop does. It has a thread for
 * itself, from the loop's {@link CoroutineEngine}, with nothing of anybody else's on it: no {@link ThreadLocal}'s value, and no
 * interrupt flag.
 *
 * <pre>{@code
 * String page = EventLoops.run(() -> {
 *     String body = await(client.sendAsync(request, ofString())).body();
 *     await(Tasks.sleep(Duration.ofMillis(50)));
 *     return body;
 * });
 * }</pre>
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface Coroutine<T extends @Nullable Object> {
    /**
     * Runs the body. {@link CancelledError} and {@link CoroutineExit} arrive here as errors thrown by {@code await}; let
     * them pass.
     *
     * @return the result of the task
     * @throws Exception what the task then fails with
     */
    T run() throws Exception;
}
