package dev.loopbridge.samples.matrix;

import static dev.loopbridge.samples.matrix.Bodies.HOUR;

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

    private static Subject futures(String name, Function<Crew, Stage> opening) {
        return Subject.control(name, opening).with(Scenario.ofFutures());
    }

    private static PeerPlace<Scheduler> reactor() {
        return new PeerPlace<>(Schedulers::newSingle, Scheduler::dispose);
    }

    private static PeerPlace<io.reactivex.rxjava3.core.Scheduler> rx() {
        return new PeerPlace<>(RxJavaPlugins::createSingleScheduler, io.reactivex.rxjava3.core.Scheduler::shutdown);
    }

    private static PeerPlace<ScheduledExecutorService> executor() {
        return new PeerPlace<>(Executors::newSingleThreadScheduledExecutor, ScheduledExecutorService::shutdownNow);
    }

    private static Stage reactorSingle() {
        PeerPlace<Scheduler> place = reactor();
        return new SharedStage<>(place, place.peer(), ControlRows::reactorChain, place.promises());
    }

    private static Stage reactorFrom() {
        PeerPlace<ScheduledExecutorService> place = executor();
        Scheduler on = Schedulers.fromExecutorService(place.peer());
        return new SharedStage<>(place, on, ControlRows::reactorChain, place.promises());
    }

    private static Stage rxSingle() {
        var place = rx();
        return new SharedStage<>(place, place.peer(), ControlRows::rxChain, place.promises());
    }

    private static Stage rxFrom() {
        PeerPlace<ScheduledExecutorService> place = executor();
        var on = io.reactivex.rxjava3.schedulers.Schedulers.from(place.peer());
        return new SharedStage<>(place, on, ControlRows::rxChain, place.promises());
    }

    private static void reactorChain(Scheduler on, Entry entry, Work work) {
        ReactorChains.subscribe(ReactorChains.of(on, entry, work), entry, work);
    }

    private static void rxChain(io.reactivex.rxjava3.core.Scheduler on, Entry entry, Work work) {
        RxChains.subscribe(RxChains.of(on, entry, work), entry, work);
    }

    private static Stage awaited(Place place, Function<Entry, Future<?>> futures, Crew crew) {
        return new AwaitedStage(place, futures, Future::get, crew);
    }

    private static Stage reactorDelayed(Crew crew) {
        PeerPlace<Scheduler> place = reactor();
        return awaited(place, entry -> Mono.delay(HOUR, place.peer()).toFuture(), crew);
    }

    private static Stage reactorQueued(Crew crew) {
        PeerPlace<Scheduler> place = reactor();
        Place busy = new BusyPlace(place, place.peer()::schedule);
        return awaited(
                busy,
                entry -> Mono.fromCallable(entry::number)
                        .subscribeOn(place.peer())
                        .toFuture(),
                crew);
    }

    private static Stage rxDelayed(Crew crew) {
        var place = rx();
        return awaited(
                place,
                entry -> Single.timer(1, TimeUnit.HOURS, place.peer())
                        .toCompletionStage()
                        .toCompletableFuture(),
                crew);
    }

    private static Stage jdkDelayed(Crew crew) {
        PeerPlace<ScheduledExecutorService> place = executor();
        return awaited(place, entry -> place.peer().schedule(entry::number, 1, TimeUnit.HOURS), crew);
    }
}
