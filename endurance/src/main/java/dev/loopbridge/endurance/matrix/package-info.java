/**
 * What becomes of subscriptions when the loop, scheduler or executor behind them is closed: counted, ours and our peers'.
 *
 * <p>Start at {@link dev.loopbridge.endurance.matrix.ClosingMatrix}; a {@link dev.loopbridge.endurance.matrix.Subject} is a row, a
 * {@link dev.loopbridge.endurance.matrix.Scenario} a column, an {@link dev.loopbridge.endurance.matrix.Entry} one subscription.
 * {@link dev.loopbridge.endurance.matrix.Soak} keeps the same books over random lives of many loops.
 */
package dev.loopbridge.endurance.matrix;
