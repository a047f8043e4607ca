/**
 * What runs next: the queues of a loop, and the items that wait in them. Knows no loop.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.queue.Agenda}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal.queue;
