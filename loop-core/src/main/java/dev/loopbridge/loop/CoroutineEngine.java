package dev.loopbridge.loop;

/**
 * What carries coroutines. All engines behave alike; they differ in speed, memory and where they exist.
 *
 * <p>With each, a body, and a generator, has a thread for itself from its begin to its end. It begins with no value in any
 * {@link ThreadLocal}, inherited ones included, no interrupt flag, and the context class loader that the thread which runs the
 * loop had when the run began; what it leaves there goes with it.
 */
public enum CoroutineEngine {
    /** The best that this JVM offers: {@link #DIRECT}, else {@link #VIRTUAL}, else {@link #THREADS}. */
    AUTO,
    /**
     * Virtual threads that the loop's own thread carries: no switch between threads at all. JDK 21 and later, where the user has
     * opened {@code java.lang} to the library ({@code --add-opens java.base/java.lang=dev.loopbridge.loop}, on the class path
     * {@code =ALL-UNNAMED}). An interrupt of the loop's thread at the moment when a coroutine begins or ends a step may be
     * lost.
     */
    DIRECT,
    /**
     * Virtual threads that pass the turn, JDK 21 and later. A body that waits where its stack cannot be left keeps a carrier
     * of the JVM's; if all are kept so, JDK 24 and later get one more.
     */
    VIRTUAL,
    /**
     * Daemon threads that pass the turn, one for each suspended coroutine: thousands, not millions. They are pooled where
     * they can be erased between two bodies: before JDK 24, and where the user has opened {@code java.lang}.
     */
    THREADS;

    /** The system property that replaces {@link #AUTO}: a name of this enum, in any case. */
    public static final String PROPERTY = "loopbridge.engine";
}
