/**
 * What a bridge author needs: the subscription's state machine, once for all ecosystems.
 *
 * <p>Start at {@link dev.loopbridge.loop.bridge.Launch}; a bridge implements
 * {@link dev.loopbridge.loop.bridge.LoopSubscriber} over its own subscriber, and is done.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.bridge;
