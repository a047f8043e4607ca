package dev.loopbridge.endurance.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Futures that plain threads wait for, each thread for its share, one after the other. */
final class AwaitedSetup implements Setup {
    private static final int WAITERS = 20;

    private final ClosingTarget place;
    private final Function<Entry, Future<?>> futures;
    private final Awaiting awaiting;
    private final PlainThreads crew;
    private final List<Wait> waits = new ArrayList<>();
    private final List<Future<?>> waiters = new ArrayList<>();

    private record Wait(Entry entry, Future<?> future) {}

    /** How a thread waits for a future. */
    @FunctionalInterface
    interface Awaiting {
        void await(Future<?> future) throws InterruptedException, ExecutionException;
    }

    AwaitedSetup(ClosingTarget place, Function<Entry, Future<?>> futures, Awaiting awaiting, PlainThreads crew) {
        this.place = place;
        this.futures = futures;
        this.awaiting = awaiting;
        this.crew = crew;
    }

    @Override
    public void subscribeHere(Entry entry, Work work) {
        entry.attempt(() -> waits.add(new Wait(entry, futures.apply(entry))));
    }

    @Override
    public void startWaiting() {
        CountDownLatch atWork = new CountDownLatch(WAITERS);
        for (int first = 0; first < WAITERS; first++) {
            int share = first;
            waiters.add(crew.start(() -> {
                atWork.countDown();
                awaitShare(share);
            }));
        }
        BoundedWait.await(atWork);
    }

    private void awaitShare(int share) {
        boolean waiting = true;
        for (int i = share; i < waits.size(); i += WAITERS) {
            Wait wait = waits.get(i);
            if (waiting || wait.future.isDone()) {
                waiting = await(wait);
            }
        }
    }

    /** {@return false if the wait was given up: from then on only what is done counts} */
    private boolean await(Wait wait) {
        try {
            awaiting.await(wait.future);
        } catch (InterruptedException e) {
            return false;
        } catch (ExecutionException | RuntimeException e) {
            // an end like any other
        }
        wait.entry.end();
        return true;
    }

    @Override
    public void close() {
        place.close();
    }

    /** Where nobody is left to complete a future, who waits now would wait for ever. */
    @Override
    public boolean settle() {
        boolean settled = place.settle();
        if (place.promises() && waiters.stream().allMatch(BoundedWait::join)) {
            return settled;
        }
        waiters.forEach(waiter -> waiter.cancel(/* mayInterruptIfRunning= */ true));
        return settled
                && waits.stream().allMatch(wait -> !wait.future.isDone() || BoundedWait.spin(wait.entry::hasEnded));
    }

    @Override
    public boolean promises() {
        return place.promises();
    }
}
