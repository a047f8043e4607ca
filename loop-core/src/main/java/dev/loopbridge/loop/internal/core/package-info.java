/**
 * Who holds a loop, who may take it, how items come in, and what is present on the thread that holds it.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.core.CoreLoop}, which is the lowest floor of the loop.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal.core;
