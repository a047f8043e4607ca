/**
 * What becomes of subscriptions when the loop, scheduler or executor behind them is closed: counted, ours and our peers'.
 *
 * <p>Start at {@link dev.loopbridge.samples.matrix.ClosingMatrix}; a {@link dev.loopbridge.samples.matrix.Subject} is a row, a
 * {@link dev.loopbridge.samples.matrix.Scenario} a column, an {@link dev.loopbridge.samples.matrix.Entry} one subscription.
 * {@link dev.loopbridge.samples.matrix.Soak} keeps the same books over random lives of many loops.
 */
package dev.loopbridge.samples.matrix;
