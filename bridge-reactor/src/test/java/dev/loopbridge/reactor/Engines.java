package dev.loopbridge.reactor;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import java.util.Arrays;
import java.util.stream.Stream;

/** What carries coroutines on this JVM. */
final class Engines {
    private Engines() {}

    static Stream<CoroutineEngine> offered() {
        return Arrays.stream(CoroutineEngine.values()).filter(Engines::isOffered);
    }

    private static boolean isOffered(CoroutineEngine engine) {
        try {
            EventLoop.builder().engine(engine).build().close();
            return true;
        } catch (IllegalStateException notHere) {
            return false;
        }
    }
}
