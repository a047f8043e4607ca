package dev.loopbridge.endurance.matrix;

/**
 * Many subscriptions at one place, which runs on threads of its own.
 *
 * @param <P> what the source runs on
 */
final class SharedSetup<P> implements Setup {
    private final ClosingTarget place;
    private final P runsOn;
    private final Source<P> source;
    private final boolean promises;

    SharedSetup(ClosingTarget place, P runsOn, Source<P> source, boolean promises) {
        this.place = place;
        this.runsOn = runsOn;
        this.source = source;
        this.promises = promises;
    }

    @Override
    public void subscribeHere(Entry entry, Work work) {
        entry.attempt(() -> source.subscribe(runsOn, entry, work));
    }

    @Override
    public void close() {
        place.close();
    }

    @Override
    public boolean settle() {
        return place.settle();
    }

    @Override
    public boolean promises() {
        return promises;
    }
}
