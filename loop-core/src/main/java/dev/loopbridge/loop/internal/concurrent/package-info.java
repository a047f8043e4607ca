/**
 * What waits for several futures, or in line at a primitive: behind {@code dev.loopbridge.loop.concurrent}; and generators.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.concurrent.Waiting}, the smallest.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal.concurrent;
