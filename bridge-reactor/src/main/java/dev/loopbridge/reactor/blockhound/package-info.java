/** What BlockHound must know of the loop; found by its service loader on the class path. */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.reactor.blockhound;
