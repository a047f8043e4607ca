package dev.loopbridge.reactor;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.ParallelFlux;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/** Every method of Reactor's publishers that takes a Scheduler, as a chain over a source that the test brings. */
final class TimedOperators {
    private static final Duration HOUR = Duration.ofHours(1);

    private TimedOperators() {}

    /** @param method its name and parameters, so that none is forgotten */
    record Operator(String method, BiFunction<Flux<Integer>, Scheduler, Publisher<?>> chain) {
        Publisher<?> over(Flux<Integer> source, Scheduler scheduler) {
            return chain.apply(source, scheduler);
        }

        /** {@return whether it keeps its scheduler to itself, within a function of its own} */
        boolean hidesItsScheduler() {
            return method.contains(".timestamp(")
                    || method.startsWith("Flux.delayElements")
                    || method.startsWith("RetryBackoffSpec");
        }

        /** {@return whether what it schedules shows nothing of it, so that a refusal leaves its subscriber waiting} */
        boolean needsAGuard() {
            return method.startsWith("Flux.delaySequence")
                    || (method.startsWith("Flux.bufferTimeout") && method.endsWith("boolean)"));
        }

        @Override
        public String toString() {
            return method;
        }
    }

    static List<Operator> all() {
        Map<String, Operator> all = new LinkedHashMap<>();
        sources(all);
        hopping(all);
        grouping(all);
        timing(all);
        keeping(all);
        monos(all);
        return new ArrayList<>(all.values());
    }

    private static void add(
            Map<String, Operator> all, String method, BiFunction<Flux<Integer>, Scheduler, Publisher<?>> chain) {
        all.put(method, new Operator(method, chain));
    }

    private static void sources(Map<String, Operator> all) {
        add(all, "Flux.interval(Duration,Scheduler)", (f, s) -> Flux.interval(HOUR, s));
        add(all, "Flux.interval(Duration,Duration,Scheduler)", (f, s) -> Flux.interval(HOUR, HOUR, s));
        add(all, "Mono.delay(Duration,Scheduler)", (f, s) -> Mono.delay(HOUR, s));
    }

    private static void hopping(Map<String, Operator> all) {
        add(all, "Flux.publishOn(Scheduler)", Flux::publishOn);
        add(all, "Flux.publishOn(Scheduler,int)", (f, s) -> f.publishOn(s, 4));
        add(all, "Flux.publishOn(Scheduler,boolean,int)", (f, s) -> f.publishOn(s, false, 4));
        add(all, "Flux.subscribeOn(Scheduler)", Flux::subscribeOn);
        add(all, "Flux.subscribeOn(Scheduler,boolean)", (f, s) -> f.subscribeOn(s, false));
        add(all, "Flux.cancelOn(Scheduler)", Flux::cancelOn);
        add(
                all,
                "ParallelFlux.runOn(Scheduler)",
                (f, s) -> f.parallel(2).runOn(s).sequential());
        add(
                all,
                "ParallelFlux.runOn(Scheduler,int)",
                (f, s) -> f.parallel(2).runOn(s, 4).sequential());
    }

    private static void grouping(Map<String, Operator> all) {
        add(all, "Flux.buffer(Duration,Scheduler)", (f, s) -> f.buffer(HOUR, s));
        add(all, "Flux.buffer(Duration,Duration,Scheduler)", (f, s) -> f.buffer(HOUR, HOUR.dividedBy(2), s));
        add(all, "Flux.bufferTimeout(int,Duration,Scheduler)", (f, s) -> f.bufferTimeout(9, HOUR, s));
        add(
                all,
                "Flux.bufferTimeout(int,Duration,Scheduler,Supplier)",
                (f, s) -> f.bufferTimeout(9, HOUR, s, ArrayList::new));
        add(all, "Flux.bufferTimeout(int,Duration,Scheduler,boolean)", (f, s) -> f.bufferTimeout(9, HOUR, s, true));
        add(
                all,
                "Flux.bufferTimeout(int,Duration,Scheduler,Supplier,boolean)",
                (f, s) -> f.bufferTimeout(9, HOUR, s, ArrayList::new, true));
        add(all, "Flux.window(Duration,Scheduler)", (f, s) -> f.window(HOUR, s).flatMap(w -> w));
        add(
                all,
                "Flux.window(Duration,Duration,Scheduler)",
                (f, s) -> f.window(HOUR, HOUR.dividedBy(2), s).flatMap(w -> w));
        add(
                all,
                "Flux.windowTimeout(int,Duration,Scheduler)",
                (f, s) -> f.windowTimeout(9, HOUR, s).flatMap(w -> w));
        add(
                all,
                "Flux.windowTimeout(int,Duration,Scheduler,boolean)",
                (f, s) -> f.windowTimeout(9, HOUR, s, true).flatMap(w -> w));
    }

    private static void timing(Map<String, Operator> all) {
        add(all, "Flux.delayElements(Duration,Scheduler)", (f, s) -> f.delayElements(HOUR, s));
        add(all, "Flux.delaySequence(Duration,Scheduler)", (f, s) -> f.delaySequence(HOUR, s));
        add(all, "Flux.delaySubscription(Duration,Scheduler)", (f, s) -> f.delaySubscription(HOUR, s));
        add(all, "Flux.elapsed(Scheduler)", Flux::elapsed);
        add(all, "Flux.timed(Scheduler)", Flux::timed);
        add(all, "Flux.timestamp(Scheduler)", Flux::timestamp);
        add(all, "Flux.skip(Duration,Scheduler)", (f, s) -> f.skip(HOUR, s));
        add(all, "Flux.take(Duration,Scheduler)", (f, s) -> f.take(HOUR, s));
        add(all, "Flux.timeout(Duration,Scheduler)", (f, s) -> f.timeout(HOUR, s));
        add(all, "Flux.timeout(Duration,Publisher,Scheduler)", (f, s) -> f.timeout(HOUR, Flux.just(0), s));
        add(
                all,
                "RetryBackoffSpec.scheduler(Scheduler)",
                (f, s) -> f.concatWith(Flux.error(new IllegalStateException()))
                        .retryWhen(Retry.backoff(3, HOUR).scheduler(s)));
    }

    private static void keeping(Map<String, Operator> all) {
        add(all, "Flux.cache(Duration,Scheduler)", (f, s) -> f.cache(HOUR, s));
        add(all, "Flux.cache(int,Duration,Scheduler)", (f, s) -> f.cache(3, HOUR, s));
        add(all, "Flux.replay(Duration,Scheduler)", (f, s) -> f.replay(HOUR, s).refCount());
        add(
                all,
                "Flux.replay(int,Duration,Scheduler)",
                (f, s) -> f.replay(3, HOUR, s).autoConnect());
        add(
                all,
                "ConnectableFlux.refCount(int,Duration,Scheduler)",
                (f, s) -> f.publish().refCount(1, HOUR, s));
        add(
                all,
                "Flux.onBackpressureBuffer(Duration,int,Consumer,Scheduler)",
                (f, s) -> f.onBackpressureBuffer(HOUR, 9, dropped -> {}, s));
    }

    private static void monos(Map<String, Operator> all) {
        add(all, "Mono.cache(Duration,Scheduler)", (f, s) -> f.next().cache(HOUR, s));
        add(
                all,
                "Mono.cache(Function,Function,Supplier,Scheduler)",
                (f, s) -> f.next().cache(value -> HOUR, error -> HOUR, () -> HOUR, s));
        add(all, "Mono.cancelOn(Scheduler)", (f, s) -> f.next().cancelOn(s));
        add(all, "Mono.delayElement(Duration,Scheduler)", (f, s) -> f.next().delayElement(HOUR, s));
        add(
                all,
                "Mono.delaySubscription(Duration,Scheduler)",
                (f, s) -> f.next().delaySubscription(HOUR, s));
        add(all, "Mono.elapsed(Scheduler)", (f, s) -> f.next().elapsed(s));
        add(all, "Mono.publishOn(Scheduler)", (f, s) -> f.next().publishOn(s));
        add(all, "Mono.subscribeOn(Scheduler)", (f, s) -> f.next().subscribeOn(s));
        add(all, "Mono.take(Duration,Scheduler)", (f, s) -> f.next().take(HOUR, s));
        add(all, "Mono.timed(Scheduler)", (f, s) -> f.next().timed(s));
        add(all, "Mono.timeout(Duration,Scheduler)", (f, s) -> f.next().timeout(HOUR, s));
        add(all, "Mono.timeout(Duration,Mono,Scheduler)", (f, s) -> f.next().timeout(HOUR, Mono.just(0), s));
        add(all, "Mono.timestamp(Scheduler)", (f, s) -> f.next().timestamp(s));
    }

    /** {@return what there is, by the names that {@link #all()} uses} */
    static TreeSet<String> methodsOfReactor() {
        return Stream.of(Flux.class, Mono.class, ConnectableFlux.class, ParallelFlux.class, RetryBackoffSpec.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                .filter(method -> !Collections.disjoint(List.of(method.getParameterTypes()), List.of(Scheduler.class)))
                .map(TimedOperators::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }
}
