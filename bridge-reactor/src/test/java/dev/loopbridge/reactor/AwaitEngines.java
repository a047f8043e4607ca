package dev.loopbridge.reactor;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The engines that this JVM offers. */
final class AwaitEngines {
    private AwaitEngines() {}

    static Stream<CoroutineEngine> all() {
        List<CoroutineEngine> offered = new ArrayList<>();
        for (CoroutineEngine engine : CoroutineEngine.values()) {
            try {
                EventLoop.builder().engine(engine).build().close();
                offered.add(engine);
            } catch (IllegalStateException notHere) {
                // JDK 17 has no virtual threads
            }
        }
        return offered.stream();
    }
}
