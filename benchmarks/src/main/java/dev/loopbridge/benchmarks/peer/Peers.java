package dev.loopbridge.benchmarks.peer;

/** The peers by name. */
public final class Peers {
    private Peers() {}

    /** {@return a new one, with its thread started or about to} */
    public static Peer of(String name) {
        return switch (name) {
            case "loopbridge" -> new LoopPeer();
            case "loopbridge callSoon" -> new LoopHandlePeer();
            case "Netty NIO" -> NettyPeer.nio();
            case "Netty default" -> NettyPeer.plain();
            case "Vert.x" -> new VertxPeer();
            case "Reactor single" -> new ReactorPeer();
            case "RxJava single" -> RxJavaPeer.single();
            case "RxJava from" -> RxJavaPeer.from();
            case "ScheduledThreadPool" -> new ScheduledPoolPeer();
            case "ThreadPool" -> ExecutorPeer.threadPool();
            case "ForkJoinPool" -> ExecutorPeer.forkJoin();
            case "kotlinx runBlocking" -> new KotlinxPeer();
            case "HashedWheelTimer" -> new WheelPeer();
            case "limit: ring" -> new RingLimit();
            case "limit: JCTools array" -> JctoolsLimit.array();
            case "limit: JCTools chunked" -> JctoolsLimit.chunked();
            case "limit: park" -> new ParkLimit();
            default -> throw new IllegalArgumentException("no peer \"" + name + "\"");
        };
    }

    /** As {@link #of}, for those that have timers. */
    public static TimedPeer timed(String name) {
        return (TimedPeer) of(name);
    }
}
