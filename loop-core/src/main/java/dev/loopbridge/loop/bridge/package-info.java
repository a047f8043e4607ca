/**
 * What a bridge author needs: the state machines of subscriptions and schedulers, once for all ecosystems.
 *
 * <p>Start at {@link dev.loopbridge.loop.bridge.Launch}; a bridge implements
 * {@link dev.loopbridge.loop.bridge.LoopSubscriber} over its own subscriber, and is done. For the other direction, a publisher
 * awaited in a coroutine, at {@link dev.loopbridge.loop.bridge.Inflow}; for a scheduler at
 * {@link dev.loopbridge.loop.bridge.LoopScheduling}; for an operator that ends a chain when a loop closes at
 * {@link dev.loopbridge.loop.bridge.CloseGuard}. Rules by number are those of
 * <a href="https://github.com/reactive-streams/reactive-streams-jvm/blob/v1.0.4/README.md#specification">Reactive Streams</a>.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.bridge;
