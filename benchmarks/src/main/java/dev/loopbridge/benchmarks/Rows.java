package dev.loopbridge.benchmarks;

/** The rows, in order of the table. */
public enum Rows {
    A("Scheduled from inside the loop, and run", RowASchedule.class),
    B("Submitted by other threads", RowBSubmit.class),
    C("Woken, and heard back from", RowCWake.class),
    C2("The same while all processors are busy, at the median", RowC2BusyWake.class),
    D1("A million timers, most of them cancelled", RowD1Timers.class),
    D2("Timeouts that never come", RowD2Timeouts.class),
    E("A loop made, used once and closed", RowELifetime.class),
    F1("One value through a Mono", RowF1Value.class),
    F2("Elements from a builder", RowF2Stream.class),
    F3("publishOn and observeOn, same thread", RowF3SameThread.class),
    F4("publishOn and observeOn, across threads", RowF4AcrossThreads.class),
    G("Coroutines", RowGCoroutines.class);

    private final String title;
    final Class<?> benchmark;

    Rows(String title, Class<?> benchmark) {
        this.title = title;
        this.benchmark = benchmark;
    }

    /** {@return what it measures, in words} */
    public String title() {
        return title;
    }
}
