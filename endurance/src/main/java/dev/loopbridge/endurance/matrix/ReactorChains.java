package dev.loopbridge.endurance.matrix;

import static dev.loopbridge.endurance.matrix.Bodies.HOUR;

import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** Plain Reactor chains that work on a scheduler, whoever made it. */
final class ReactorChains {
    private static final List<Function<Scheduler, Publisher<?>>> LATER = List.of(
            on -> Mono.delay(HOUR, on),
            on -> Flux.interval(HOUR, on),
            on -> Flux.just(1, 2).delayElements(HOUR, on),
            on -> Mono.just(1).delayElement(HOUR, on),
            on -> Flux.just(1).delaySubscription(HOUR, on),
            on -> Flux.never().timeout(HOUR, on),
            on -> Mono.never().timeout(HOUR, on),
            on -> Flux.never().take(HOUR, on),
            on -> Flux.never().sample(Flux.interval(HOUR, on)),
            on -> Mono.error(new IllegalStateException("try again"))
                    .retryWhen(Retry.backoff(1, HOUR).scheduler(on)));

    /** Timers behind mere lambdas, where a scheduler cannot see whom to tell. */
    private static final List<Function<Scheduler, Publisher<?>>> HIDDEN = List.of(
            on -> Flux.concat(Flux.just(1), Flux.never()).bufferTimeout(9, HOUR, on),
            on -> Flux.concat(Flux.just(1), Flux.never())
                    .windowTimeout(9, HOUR, on)
                    .flatMap(window -> window));

    private ReactorChains() {}

    static Publisher<?> of(Scheduler on, Entry entry, Work work) {
        return switch (work) {
            case LATER -> pick(LATER, on, entry);
            case QUICK ->
                entry.number() % 4 == 1
                        ? Mono.fromCallable(entry::number).subscribeOn(on)
                        : Flux.range(1, Bodies.BURST).publishOn(on);
            case BURST -> Flux.range(1, Bodies.BURST).hide().publishOn(on);
            case STEPS -> Mono.fromCallable(() -> begun(entry)).subscribeOn(on).publishOn(on);
            case THROWS -> Mono.fromCallable(() -> raise(entry)).subscribeOn(on);
        };
    }

    /** On no scheduler; no error comes of it. */
    static Publisher<?> plain(Entry entry, Work work) {
        return switch (work) {
            case LATER -> Flux.concat(Flux.just(entry.number()), Flux.never());
            case BURST -> Flux.range(1, Bodies.BURST).hide();
            case QUICK, STEPS, THROWS -> Mono.fromCallable(() -> begun(entry));
        };
    }

    /** As {@link #of}, with the operators of which a scheduler sees nothing. */
    static Publisher<?> hidden(Scheduler on, Entry entry, Work work) {
        return work == Work.LATER ? pick(HIDDEN, on, entry) : of(on, entry, work);
    }

    /** As {@link #of} and {@link #hidden} by turns. */
    static Publisher<?> any(Scheduler on, Entry entry, Work work) {
        return entry.number() / LATER.size() % 2 == 0 ? of(on, entry, work) : hidden(on, entry, work);
    }

    private static Publisher<?> pick(List<Function<Scheduler, Publisher<?>>> chains, Scheduler on, Entry entry) {
        return chains.get(entry.number() / 2 % chains.size()).apply(on);
    }

    private static int begun(Entry entry) {
        entry.begin();
        return entry.number();
    }

    private static Object raise(Entry entry) {
        entry.begin();
        return Failures.raise(entry);
    }

    static void subscribe(Publisher<?> chain, Entry entry, Work work) {
        chain.subscribe(new Receiver(entry));
        if (work == Work.LATER) {
            entry.begin();
        }
    }
}
