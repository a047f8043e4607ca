/**
 * What carries the bodies of tasks and generators: threads that pass the turn, or virtual threads that home carries itself.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.engine.Engines}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal.engine;
