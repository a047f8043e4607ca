/** Whom the loop is compared with, behind one interface each. Start at {@link dev.loopbridge.benchmarks.peer.Peers}. */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.benchmarks.peer;
