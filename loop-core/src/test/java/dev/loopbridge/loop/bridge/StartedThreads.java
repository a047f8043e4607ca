package dev.loopbridge.loop.bridge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Notes every thread that is made on this thread from here on, however short it lives. */
final class StartedThreads {
    private final List<String> makers = Collections.synchronizedList(new ArrayList<>());
    private final InheritableThreadLocal<String> mark = new InheritableThreadLocal<>() {
        @Override
        protected String childValue(String maker) {
            makers.add(maker);
            return null;
        }
    };

    StartedThreads() {
        mark.set(Thread.currentThread().getName());
    }

    /** {@return for each such thread, who made it} */
    List<String> names() {
        mark.remove();
        return makers;
    }
}
