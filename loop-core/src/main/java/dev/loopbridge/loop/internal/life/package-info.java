/**
 * Runs, and the end: what the thread that runs a loop does, and how a loop is shut down and closed.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.life.Running}, then
 * {@link dev.loopbridge.loop.internal.life.LoopEnd}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal.life;
