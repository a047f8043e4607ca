/**
 * What coroutines do together: sleep, yield, know their tasks.
 *
 * <p>Start at {@link dev.loopbridge.loop.concurrent.Tasks}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.concurrent;
