/**
 * Futures, tasks and their cancellation, and what they need of an engine.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.task.LoopTask}; {@link dev.loopbridge.loop.internal.task.TaskLoop} is the loop
 * as they know it.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal.task;
