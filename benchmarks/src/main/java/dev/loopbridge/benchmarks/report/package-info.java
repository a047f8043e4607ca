/** From results to tables, plots and goals met or not. Start at {@link dev.loopbridge.benchmarks.report.Report}. */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.benchmarks.report;
