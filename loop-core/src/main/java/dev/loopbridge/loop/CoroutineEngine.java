package dev.loopbridge.loop;

/** What carries coroutines. All engines behave alike; they differ in speed, memory and where they exist. */
public enum CoroutineEngine {
    /** The best that this JVM offers: {@link #VIRTUAL} where there are virtual threads, else {@link #THREADS}. */
    AUTO,
    /** A baton passed between virtual threads, JDK 21 and later. */
    VIRTUAL,
    /** A baton passed between pooled daemon threads, one for each suspended coroutine: thousands, not millions. */
    THREADS;

    /** The system property that replaces {@link #AUTO}: a name of this enum, in any case. */
    public static final String PROPERTY = "loopbridge.engine";
}
