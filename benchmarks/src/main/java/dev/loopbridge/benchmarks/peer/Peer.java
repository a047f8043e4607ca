package dev.loopbridge.benchmarks.peer;

/** One thread that runs what it is given, in order: what all peers have in common. */
public interface Peer extends AutoCloseable {
    /** Runs {@code task} on the peer's thread. Any thread. */
    void execute(Runnable task);

    @Override
    void close();
}
