/** What tries the library for long. */
@org.jspecify.annotations.NullMarked
module dev.loopbridge.endurance {
    requires dev.loopbridge.reactor;
    requires dev.loopbridge.rxjava;
    requires java.logging;
    requires java.management;
    requires static org.jspecify;
}
