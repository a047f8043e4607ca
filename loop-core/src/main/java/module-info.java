/**
 * The event loop: callbacks, timers, futures and coroutines, one at a time and in order, with a lifecycle that cannot be
 * misused silently.
 */
@org.jspecify.annotations.NullMarked
module dev.loopbridge.loop {
    requires static transitive org.jspecify;
    requires static java.management; // debug mode names held locks

    exports dev.loopbridge.loop;
    exports dev.loopbridge.loop.bridge;
    exports dev.loopbridge.loop.concurrent;
    exports dev.loopbridge.loop.stream;
    exports dev.loopbridge.loop.testing;
}
