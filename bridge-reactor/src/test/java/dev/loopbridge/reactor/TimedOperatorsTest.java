package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Every operator with a Scheduler, on a loop's, around its close: one terminal signal, whatever guards it. */
class TimedOperatorsTest {
    enum Guard {
        NONE,
        HOOK,
        TRANSFORM
    }

    enum Close {
        BEFORE_THE_SUBSCRIPTION,
        BEFORE_THE_FIRST_ELEMENT,
        AFTER_THE_FIRST_ELEMENT
    }

    private final List<Throwable> reported = new ArrayList<>();
    private final List<Throwable> dropped = new ArrayList<>();
    private final VirtualEventLoop time = VirtualEventLoop.create(
            EventLoop.builder().name("api").exceptionHandler((loop, context) -> reported.add(context.exception())));
    private final EventLoop loop = time.loop();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final Sinks.Many<Integer> sink = Sinks.many().multicast().directBestEffort();
    private final Recorder<Object> recorder = Recorder.ofAll();

    @AfterEach
    void close() {
        time.close();
        Hooks.resetOnErrorDropped();
        LoopOperators.disableFailOnClose();
        assertThat(reported).isEmpty();
    }

    @Test
    void table_always_hasEveryMethodOfReactorWithAScheduler() {
        TreeSet<String> ours = TimedOperators.all().stream()
                .map(TimedOperators.Operator::method)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(ours).isEqualTo(TimedOperators.methodsOfReactor());
    }

    static Stream<Arguments> guarded() {
        return TimedOperators.all().stream()
                .flatMap(operator -> Stream.of(Guard.HOOK, Guard.TRANSFORM)
                        .flatMap(guard -> Stream.of(Close.values()).map(moment -> arguments(operator, guard, moment))));
    }

    static Stream<Arguments> all() {
        return TimedOperators.all().stream()
                .flatMap(operator -> Stream.of(Guard.values())
                        .flatMap(guard -> Stream.of(Close.values()).map(moment -> arguments(operator, guard, moment))));
    }

    private void play(TimedOperators.Operator operator, Guard guard, Close moment) {
        Hooks.onErrorDropped(dropped::add);
        if (guard == Guard.HOOK) {
            LoopOperators.enableFailOnClose();
        }
        if (moment == Close.BEFORE_THE_SUBSCRIPTION) {
            time.close();
        }
        Publisher<?> chain = operator.over(sink.asFlux(), scheduler);
        if (guard == Guard.TRANSFORM) {
            chain = guarded(chain);
        }
        chain.subscribe(recorder);
        if (moment == Close.AFTER_THE_FIRST_ELEMENT) {
            time.runReady();
            sink.tryEmitNext(1);
            time.runReady();
        }
        if (moment != Close.BEFORE_THE_SUBSCRIPTION) {
            time.close();
        }
    }

    @SuppressWarnings("unchecked") // a guard has the type of what it guards
    private Publisher<?> guarded(Publisher<?> chain) {
        return LoopOperators.<Object>failOnClose(loop).apply((Publisher<Object>) chain);
    }

    static Stream<Arguments> seen() {
        return guarded()
                .filter(cell ->
                        cell.get()[1] == Guard.TRANSFORM || !operatorOf(cell).hidesItsScheduler())
                .filter(cell -> !isBrokenInReactor(cell));
    }

    /** Reactor's operator trips over a source that fails at once: it has no upstream to cancel yet. */
    private static boolean isBrokenInReactor(Arguments cell) {
        return operatorOf(cell).method().equals("Flux.window(Duration,Duration,Scheduler)")
                && cell.get()[1] == Guard.HOOK
                && cell.get()[2] == Close.BEFORE_THE_SUBSCRIPTION;
    }

    /** Two of its sources are guarded, and fail; the operator drops the second error. */
    static Stream<Arguments> droppingNothing() {
        return guarded()
                .filter(cell -> cell.get()[1] == Guard.TRANSFORM
                        || !operatorOf(cell).method().startsWith("Flux.window(Duration,"));
    }

    static Stream<Arguments> ending() {
        return all().filter(
                        cell -> cell.get()[1] != Guard.NONE || !operatorOf(cell).needsAGuard());
    }

    private static TimedOperators.Operator operatorOf(Arguments cell) {
        return (TimedOperators.Operator) cell.get()[0];
    }

    @ParameterizedTest
    @MethodSource("seen")
    void close_ofAnOperatorUnderAGuard_endsItOnce(TimedOperators.Operator operator, Guard guard, Close moment) {
        play(operator, guard, moment);

        assertThat(recorder.terminals()).isEqualTo(1);
    }

    /** A source elsewhere goes on, with an element and its end: that is the latest that an unguarded chain has to end. */
    @ParameterizedTest
    @MethodSource("ending")
    void end_ofTheSourceAfterTheClose_isTheLatestEnd(TimedOperators.Operator operator, Guard guard, Close moment) {
        play(operator, guard, moment);

        sink.tryEmitNext(2);
        sink.tryEmitComplete();

        assertThat(recorder.terminals()).isEqualTo(1);
        assertThat(recorder.itemsAfterTheEnd).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("ending")
    void failure_ofTheSourceAfterTheClose_isTheLatestEnd(TimedOperators.Operator operator, Guard guard, Close moment) {
        play(operator, guard, moment);

        sink.tryEmitError(new IllegalStateException("the source's own"));

        assertThat(recorder.terminals()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void cancel_afterTheClose_throwsNothing(TimedOperators.Operator operator, Guard guard, Close moment) {
        play(operator, guard, moment);

        recorder.subscription().cancel();

        assertThat(recorder.terminals()).isLessThanOrEqualTo(1);
    }

    /** The news of the close is no error of its own: who was told otherwise is not told of it by the hook, too. */
    @ParameterizedTest
    @MethodSource("droppingNothing")
    void close_ofAnOperatorUnderAGuard_dropsNothing(TimedOperators.Operator operator, Guard guard, Close moment) {
        play(operator, guard, moment);

        assertThat(dropped).noneMatch(error -> LoopClosedException.find(error).isPresent());
    }
}
