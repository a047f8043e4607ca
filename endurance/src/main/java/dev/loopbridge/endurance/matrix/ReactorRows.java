package dev.loopbridge.endurance.matrix;

import static dev.loopbridge.endurance.matrix.Scenario.S2;
import static dev.loopbridge.endurance.matrix.Scenario.S6;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.reactor.LoopFlux;
import dev.loopbridge.reactor.LoopMono;
import dev.loopbridge.reactor.LoopOperators;
import dev.loopbridge.reactor.LoopSchedulers;
import java.util.EnumSet;
import java.util.List;
import org.reactivestreams.Publisher;

/** Our sources and schedulers for Reactor. */
final class ReactorRows {
    private ReactorRows() {}

    static List<Subject> all() {
        return List.of(
                Rows.run("LoopMono.run", ReactorRows::monoRun),
                Rows.runUntilComplete("LoopMono.runUntilComplete", ReactorRows::monoRunUntilComplete),
                Rows.submit("LoopMono.submit", ReactorRows::monoSubmit),
                Rows.submit("LoopMono.fromTask", ReactorRows::monoFromTask),
                Rows.timed("LoopMono.delay", ReactorRows::monoDelay).without(S6),
                Rows.run("LoopFlux.run", ReactorRows::fluxRun),
                Rows.runUntilComplete("LoopFlux.runUntilComplete", ReactorRows::fluxRunUntilComplete),
                Rows.submit("LoopFlux.submit", ReactorRows::fluxSubmit),
                Rows.submit("LoopFlux.fromAsyncIterator", ReactorRows::fluxFromAsyncIterator),
                Rows.timed("LoopFlux.interval", ReactorRows::fluxInterval).without(S6),
                Rows.chains("Reactor chains on LoopSchedulers", ReactorRows::chain)
                        .without(S6),
                Rows.chains("Reactor chains with failOnClose", ReactorRows::failOnClose),
                Rows.chains("LoopOperators.publishOn", ReactorRows::publishOn),
                Rows.chains("fatal errors in Reactor's operators", ReactorRows::chain)
                        .with(EnumSet.of(S6))
                        .asLimit(),
                Rows.chains("timers in lambdas, without failOnClose", ReactorRows::hidden)
                        .with(EnumSet.of(S2))
                        .asLimit());
    }

    /** {@return those that many can share a loop for} */
    static List<Source<EventLoop>> shared() {
        return List.of(
                ReactorRows::monoSubmit,
                ReactorRows::monoFromTask,
                Rows.begun(ReactorRows::monoDelay),
                ReactorRows::fluxSubmit,
                ReactorRows::fluxFromAsyncIterator,
                Rows.begun(ReactorRows::fluxInterval));
    }

    private static void monoRun(Entry entry, Work work) {
        LoopMono.run(Bodies.one(entry, work)).subscribe(new Receiver(entry));
    }

    private static void monoRunUntilComplete(EventLoop loop, Entry entry, Work work) {
        LoopMono.runUntilComplete(loop, Bodies.one(entry, work)).subscribe(new Receiver(entry));
    }

    private static void monoSubmit(EventLoop loop, Entry entry, Work work) {
        LoopMono.submit(loop, Bodies.one(entry, work)).subscribe(new Receiver(entry));
    }

    private static void monoFromTask(EventLoop loop, Entry entry, Work work) {
        LoopMono.fromTask(Rows.task(loop, entry, work), Rows.leavesTask(entry)).subscribe(new Receiver(entry));
    }

    private static void monoDelay(EventLoop loop, Entry entry, Work work) {
        LoopMono.delay(loop, Rows.delay(work)).subscribe(new Receiver(entry));
    }

    private static void fluxRun(Entry entry, Work work) {
        LoopFlux.run(Bodies.many(entry, work)).subscribe(Rows.receiver(entry, work));
    }

    private static void fluxRunUntilComplete(EventLoop loop, Entry entry, Work work) {
        LoopFlux.runUntilComplete(loop, Bodies.many(entry, work)).subscribe(Rows.receiver(entry, work));
    }

    private static void fluxSubmit(EventLoop loop, Entry entry, Work work) {
        LoopFlux.submit(loop, Bodies.many(entry, work)).subscribe(Rows.receiver(entry, work));
    }

    private static void fluxFromAsyncIterator(EventLoop loop, Entry entry, Work work) {
        LoopFlux.fromAsyncIterator(loop, () -> AsyncIterator.of(Bodies.many(entry, work)))
                .subscribe(Rows.receiver(entry, work));
    }

    private static void fluxInterval(EventLoop loop, Entry entry, Work work) {
        Rows.Ticks ticks = Rows.Ticks.of(work);
        LoopFlux.interval(loop, ticks.delay(), ticks.period()).subscribe(new Receiver(entry, ticks.demand()));
    }

    private static void chain(EventLoop loop, Entry entry, Work work) {
        ReactorChains.subscribe(ReactorChains.of(LoopSchedulers.from(loop), entry, work), entry, work);
    }

    private static void hidden(EventLoop loop, Entry entry, Work work) {
        ReactorChains.subscribe(ReactorChains.hidden(LoopSchedulers.from(loop), entry, work), entry, work);
    }

    private static void failOnClose(EventLoop loop, Entry entry, Work work) {
        Publisher<?> chain = ReactorChains.any(LoopSchedulers.from(loop), entry, work);
        ReactorChains.subscribe(guard(loop, chain), entry, work);
    }

    private static void publishOn(EventLoop loop, Entry entry, Work work) {
        Publisher<?> source = work == Work.THROWS
                ? LoopFlux.submit(loop, Bodies.many(entry, work))
                : ReactorChains.plain(entry, work);
        ReactorChains.subscribe(handOver(loop, source), entry, work);
    }

    private static <T> Publisher<T> handOver(EventLoop loop, Publisher<T> source) {
        return LoopOperators.<T>publishOn(loop, Bodies.BURST).apply(source);
    }

    private static <T> Publisher<T> guard(EventLoop loop, Publisher<T> chain) {
        return LoopOperators.<T>failOnClose(loop).apply(chain);
    }
}
