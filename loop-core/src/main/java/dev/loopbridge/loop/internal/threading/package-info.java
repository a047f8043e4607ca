/**
 * Which thread may call what.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.threading.HolderOnly}.
 */
package dev.loopbridge.loop.internal.threading;
