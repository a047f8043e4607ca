/**
 * Applications that use the public API alone.
 *
 * <p>Start at {@link dev.loopbridge.samples.Tour}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.samples;
