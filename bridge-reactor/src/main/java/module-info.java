/** Monos and Fluxes that run on a loopbridge event loop. */
@org.jspecify.annotations.NullMarked
module dev.loopbridge.reactor {
    requires transitive dev.loopbridge.loop;
    requires transitive org.reactivestreams;
    requires transitive reactor.core;
    requires static org.jspecify;

    exports dev.loopbridge.reactor;
}
