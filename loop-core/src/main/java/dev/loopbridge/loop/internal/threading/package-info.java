/**
 * Which thread may call what.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.threading.HolderOnly}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal.threading;
