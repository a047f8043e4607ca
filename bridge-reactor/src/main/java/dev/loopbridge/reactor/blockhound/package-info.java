/** What BlockHound must know of the loop; found by its service loader. */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.reactor.blockhound;
