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

    exports dev.loopbridge.reactor;

    provides reactor.blockhound.integration.BlockHoundIntegration with
            dev.loopbridge.reactor.blockhound.LoopIntegration;
}
