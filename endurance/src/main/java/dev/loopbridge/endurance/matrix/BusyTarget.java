package dev.loopbridge.endurance.matrix;

import java.util.concurrent.Executor;

/** A place that is kept busy until it is closed: what comes is queued behind. */
final class BusyTarget implements ClosingTarget {
    private final ClosingTarget place;
    private final SlowConsumer gate = new SlowConsumer();

    BusyTarget(ClosingTarget place, Executor executor) {
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
