/**
 * What coroutines do with time, with each other and with other threads.
 *
 * <p>Start at {@link dev.loopbridge.loop.concurrent.Tasks}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.concurrent;
