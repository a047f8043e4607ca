/**
 * What is said of errors and of foreign objects, and to whom. Nothing here throws.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.report.ErrorReports}.
 */
package dev.loopbridge.loop.internal.report;
