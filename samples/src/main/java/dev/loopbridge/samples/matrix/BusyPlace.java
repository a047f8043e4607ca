package dev.loopbridge.samples.matrix;

import java.util.concurrent.Executor;

/** A place that is kept busy until it is closed: what comes is queued behind. */
final class BusyPlace implements Place {
    private final Place place;
    private final Gate gate = new Gate();

    BusyPlace(Place place, Executor executor) {
        this.place = place;
        executor.execute(gate::pass);
        gate.awaitReached();
    }

    @Override
    public void close() {
        place.close();
        gate.open();
    }

    @Override
    public boolean settle() {
        return place.settle();
    }

    @Override
    public boolean promises() {
        return place.promises();
    }
}
