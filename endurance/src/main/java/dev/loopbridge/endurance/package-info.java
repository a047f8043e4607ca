/**
 * What tries the library for long, and is no sample: the closing matrix with its soak, and, among the tests, the harness that
 * throws from every call of foreign code.
 *
 * <p>Start at {@link dev.loopbridge.endurance.matrix.ClosingMatrix}.
 */
package dev.loopbridge.endurance;
