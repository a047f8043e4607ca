/**
 * For tests of code that runs on a loop: time that jumps, order that is asserted, leaks that are found. Needs no test library.
 *
 * <p>Start at {@link dev.loopbridge.loop.testing.VirtualEventLoop}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.testing;
