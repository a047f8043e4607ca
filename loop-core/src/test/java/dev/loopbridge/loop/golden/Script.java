package dev.loopbridge.loop.golden;

/** A body that returns nothing, as most in the corpus do. */
@FunctionalInterface
interface Script {
    void run() throws Exception;
}
