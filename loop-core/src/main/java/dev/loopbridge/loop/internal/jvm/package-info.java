/**
 * What the loop needs of the JVM, and what differs from one JDK to the next: threads, stack, memory, fields. Knows no loop.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.jvm.CoroutineThreads}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal.jvm;
