/** One class a row of the table in {@code docs/benchmarks}: the loop and its peers do the same work. Start at {@link Rows}. */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.benchmarks;
