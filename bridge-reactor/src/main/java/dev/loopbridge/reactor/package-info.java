/**
 * Project Reactor on the loop.
 *
 * <p>Start at {@link dev.loopbridge.reactor.LoopMono} for sources, {@link dev.loopbridge.reactor.LoopSchedulers} for a scheduler,
 * {@link dev.loopbridge.reactor.LoopOperators} to make a chain end with its loop, and
 * {@link dev.loopbridge.reactor.ReactorAwait} inside a coroutine.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.reactor;
