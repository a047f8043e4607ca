package dev.loopbridge.rxjava;

import static java.util.Objects.requireNonNull;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.bridge.LoopScheduling;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.TimeUnit;

/** The engine's scheduling in RxJava's words. */
final class LoopScheduler extends Scheduler {
    private final LoopScheduling scheduling;
    private final boolean owning;

    private LoopScheduler(LoopScheduling scheduling, boolean owning) {
        this.scheduling = scheduling;
        this.owning = owning;
    }

    static LoopScheduler borrowing(EventLoop loop) {
        return new LoopScheduler(LoopScheduling.borrowing(loop), /* owning= */ false);
    }

    static LoopScheduler owning(EventLoop loop) {
        return new LoopScheduler(LoopScheduling.owning(loop), /* owning= */ true);
    }

    EventLoop loop() {
        return scheduling.loop();
    }

    @Override
    public Disposable scheduleDirect(Runnable run) {
        return direct().schedule(run);
    }

    @Override
    public Disposable scheduleDirect(Runnable run, long delay, TimeUnit unit) {
        return direct().schedule(run, delay, unit);
    }

    @Override
    public Disposable schedulePeriodicallyDirect(Runnable run, long initialDelay, long period, TimeUnit unit) {
        return direct().schedulePeriodically(run, initialDelay, period, unit);
    }

    private LoopSchedulerWorker direct() {
        return new LoopSchedulerWorker(scheduling, scheduling.direct());
    }

    @Override
    public Worker createWorker() {
        return new LoopSchedulerWorker(scheduling, scheduling.createWorker());
    }

    @Override
    public long now(TimeUnit unit) {
        return scheduling.now(requireNonNull(unit, "unit"));
    }

    /** Of a borrowed loop nothing: its flows could be told by nobody, while the loop goes on. */
    @Override
    public void shutdown() {
        if (owning) {
            scheduling.dispose();
        }
    }

    @Override
    public String toString() {
        return "loop(\"" + loop().name() + "\")";
    }
}
