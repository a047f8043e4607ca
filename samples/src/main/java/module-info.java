/** Runnable samples. */
@org.jspecify.annotations.NullMarked
module dev.loopbridge.samples {
    requires dev.loopbridge.reactor;
    requires dev.loopbridge.rxjava;
    requires java.logging;
    requires java.net.http;
    requires jdk.httpserver;
    requires static org.jspecify;
}
