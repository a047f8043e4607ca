package dev.loopbridge.loop;

/** What carries coroutines. All engines behave alike; they differ in speed, memory and where they exist. */
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
    /** A baton passed between virtual threads, JDK 21 and later. */
    VIRTUAL,
    /** A baton passed between pooled daemon threads, one for each suspended coroutine: thousands, not millions. */
    THREADS;

    /** The system property that replaces {@link #AUTO}: a name of this enum, in any case. */
    public static final String PROPERTY = "loopbridge.engine";
}
