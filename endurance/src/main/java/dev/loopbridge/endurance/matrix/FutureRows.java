package dev.loopbridge.endurance.matrix;

import static dev.loopbridge.endurance.matrix.Bodies.HOUR;

import dev.loopbridge.endurance.matrix.AwaitedSetup.Awaiting;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.reactor.LoopMono;
import dev.loopbridge.reactor.LoopSchedulers;
import dev.loopbridge.rxjava.LoopSingle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Our futures and tasks, and what the bridges make of them, where plain threads wait. */
final class FutureRows {
    private static final Awaiting GET = Future::get;
    private static final Awaiting JOIN = future -> ((CompletableFuture<?>) future).join();

    private FutureRows() {}

    static List<Subject> all() {
        return List.of(
                hosted("LoopFuture.get", FutureRows::future, GET),
                hosted("Task.get", FutureRows::task, GET),
                row("Task.get, EventLoopThread.close", FutureRows::closedByHost),
                row("Task.get, behind a busy callback", FutureRows::busy),
                row("Task.get, on a loop never run", FutureRows::idle),
                hosted("LoopFuture.toCompletableFuture.join", FutureRows::copy, JOIN),
                hosted("Task.toCompletableFuture.join", FutureRows::copyOfTask, JOIN),
                hosted("LoopMono.submit.toFuture.join", FutureRows::mono, JOIN),
                hosted("LoopSingle.submit.toCompletionStage.join", FutureRows::single, JOIN),
                hosted("Mono.delay on LoopSchedulers.toFuture.join", FutureRows::delay, JOIN));
    }

    private static Subject row(String name, Function<PlainThreads, Setup> opening) {
        return Subject.shared(name, Subject.COROUTINES, opening).with(Scenario.ofFutures());
    }

    private static Subject hosted(String name, BiFunction<EventLoop, Entry, Future<?>> future, Awaiting awaiting) {
        return row(name, crew -> {
            RunningLoopTarget place = new RunningLoopTarget();
            return new AwaitedSetup(place, entry -> future.apply(place.loop(), entry), awaiting, crew);
        });
    }

    private static Setup closedByHost(PlainThreads crew) {
        RunningLoopTarget place = RunningLoopTarget.closedByHost();
        return new AwaitedSetup(place, entry -> task(place.loop(), entry), GET, crew);
    }

    private static Setup busy(PlainThreads crew) {
        RunningLoopTarget place = new RunningLoopTarget();
        return new AwaitedSetup(new BusyTarget(place, place.loop()), entry -> task(place.loop(), entry), GET, crew);
    }

    private static Setup idle(PlainThreads crew) {
        IdleLoopTarget place = new IdleLoopTarget();
        return new AwaitedSetup(place, entry -> task(place.loop(), entry), GET, crew);
    }

    private static Future<?> future(EventLoop loop, Entry entry) {
        return loop.createFuture();
    }

    private static Future<?> task(EventLoop loop, Entry entry) {
        return loop.submit(Bodies.one(entry, Work.LATER));
    }

    private static Future<?> copy(EventLoop loop, Entry entry) {
        return loop.createFuture().toCompletableFuture();
    }

    private static Future<?> copyOfTask(EventLoop loop, Entry entry) {
        return loop.submit(Bodies.one(entry, Work.LATER)).toCompletableFuture();
    }

    private static Future<?> mono(EventLoop loop, Entry entry) {
        return LoopMono.submit(loop, Bodies.one(entry, Work.LATER)).toFuture();
    }

    private static Future<?> single(EventLoop loop, Entry entry) {
        return LoopSingle.submit(loop, Bodies.one(entry, Work.LATER))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static Future<?> delay(EventLoop loop, Entry entry) {
        return Mono.delay(HOUR, LoopSchedulers.from(loop)).toFuture();
    }
}
