/**
 * The event loop and what lives on it: callbacks, timers, futures, tasks and coroutines, in asyncio's words.
 *
 * <p>Start at {@link dev.loopbridge.loop.EventLoops#run(Coroutine)}; then {@link dev.loopbridge.loop.EventLoop}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop;
