/**
 * Streams of elements out of coroutines.
 *
 * <p>Start at {@link dev.loopbridge.loop.stream.Generator}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.stream;
