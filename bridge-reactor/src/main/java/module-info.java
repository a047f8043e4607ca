/** Monos and Fluxes that run on a loopbridge event loop. */
@org.jspecify.annotations.NullMarked
module dev.loopbridge.reactor {
    requires transitive dev.loopbridge.loop;
    requires transitive org.reactivestreams;
    requires transitive reactor.core;
    requires static org.jspecify;

    // Used where they are there.
    requires static context.propagation;
    requires static reactor.blockhound;
    requires static reactor.test;

    // No "provides" for BlockHound, which JDK 17 could then not do without: it works on the class path alone.

    exports dev.loopbridge.reactor;
}
