/**
 * What is said of errors and of foreign objects, and to whom. Nothing here throws.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.report.ErrorReports}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal.report;
