package dev.loopbridge.endurance.matrix;

import static dev.loopbridge.endurance.matrix.Bodies.HOUR;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The same on what the peers offer: how we know that the books would show it. */
final class ControlRows {
    private ControlRows() {}

    static List<Subject> all() {
        return List.of(
                Subject.control("Reactor single, dispose", crew -> reactorSingle()),
                Subject.control("Reactor fromExecutorService, shutdownNow", crew -> reactorFrom()),
                Subject.control("RxJava single, shutdown", crew -> rxSingle()),
                Subject.control("RxJava from(executor), shutdownNow", crew -> rxFrom()),
                futures("Reactor single: delay, toFuture.get", ControlRows::reactorDelayed),
                futures("Reactor single: queued, toFuture.get", ControlRows::reactorQueued),
                futures("RxJava single: timer, toCompletionStage.get", ControlRows::rxDelayed),
                futures("JDK ScheduledThreadPool: schedule, get", ControlRows::jdkDelayed));
    }

    private static Subject futures(String name, Function<PlainThreads, Setup> opening) {
        return Subject.control(name, opening).with(Scenario.ofFutures());
    }

    private static PeerTarget<Scheduler> reactor() {
        return new PeerTarget<>(Schedulers::newSingle, Scheduler::dispose);
    }

    private static PeerTarget<io.reactivex.rxjava3.core.Scheduler> rx() {
        return new PeerTarget<>(RxJavaPlugins::createSingleScheduler, io.reactivex.rxjava3.core.Scheduler::shutdown);
    }

    private static PeerTarget<ScheduledExecutorService> executor() {
        return new PeerTarget<>(Executors::newSingleThreadScheduledExecutor, ScheduledExecutorService::shutdownNow);
    }

    private static Setup reactorSingle() {
        PeerTarget<Scheduler> place = reactor();
        return new SharedSetup<>(place, place.peer(), ControlRows::reactorChain, place.promises());
    }

    private static Setup reactorFrom() {
        PeerTarget<ScheduledExecutorService> place = executor();
        Scheduler on = Schedulers.fromExecutorService(place.peer());
        return new SharedSetup<>(place, on, ControlRows::reactorChain, place.promises());
    }

    private static Setup rxSingle() {
        var place = rx();
        return new SharedSetup<>(place, place.peer(), ControlRows::rxChain, place.promises());
    }

    private static Setup rxFrom() {
        PeerTarget<ScheduledExecutorService> place = executor();
        var on = io.reactivex.rxjava3.schedulers.Schedulers.from(place.peer());
        return new SharedSetup<>(place, on, ControlRows::rxChain, place.promises());
    }

    private static void reactorChain(Scheduler on, Entry entry, Work work) {
        ReactorChains.subscribe(ReactorChains.of(on, entry, work), entry, work);
    }

    private static void rxChain(io.reactivex.rxjava3.core.Scheduler on, Entry entry, Work work) {
        RxChains.subscribe(RxChains.of(on, entry, work), entry, work);
    }

    private static Setup awaited(ClosingTarget place, Function<Entry, Future<?>> futures, PlainThreads crew) {
        return new AwaitedSetup(place, futures, Future::get, crew);
    }

    private static Setup reactorDelayed(PlainThreads crew) {
        PeerTarget<Scheduler> place = reactor();
        return awaited(place, entry -> Mono.delay(HOUR, place.peer()).toFuture(), crew);
    }

    private static Setup reactorQueued(PlainThreads crew) {
        PeerTarget<Scheduler> place = reactor();
        ClosingTarget busy = new BusyTarget(place, place.peer()::schedule);
        return awaited(
                busy,
                entry -> Mono.fromCallable(entry::number)
                        .subscribeOn(place.peer())
                        .toFuture(),
                crew);
    }

    private static Setup rxDelayed(PlainThreads crew) {
        var place = rx();
        return awaited(
                place,
                entry -> Single.timer(1, TimeUnit.HOURS, place.peer())
                        .toCompletionStage()
                        .toCompletableFuture(),
                crew);
    }

    private static Setup jdkDelayed(PlainThreads crew) {
        PeerTarget<ScheduledExecutorService> place = executor();
        return awaited(place, entry -> place.peer().schedule(entry::number, 1, TimeUnit.HOURS), crew);
    }
}
