package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.processors.PublishProcessor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method with a Scheduler, on a loop's, around its close: one terminal signal under a guard, never two. */
class TimedMethodsTest {
    enum Guard {
        NONE,
        PLUGIN,
        COMPOSE
    }

    enum Close {
        BEFORE_THE_SUBSCRIPTION,
        BEFORE_THE_FIRST_ELEMENT,
        AFTER_THE_FIRST_ELEMENT
    }

    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final VirtualEventLoop time = VirtualEventLoop.create();
    private final EventLoop loop = time.loop();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        time.close();
        LoopTransformers.disableFailOnClose();
    }

    static Stream<Arguments> all() {
        return TimedMethods.all().stream()
                .flatMap(method -> Stream.of(Guard.values())
                        .flatMap(guard -> Stream.of(Close.values()).map(moment -> arguments(method, guard, moment))));
    }

    static Stream<Arguments> guarded() {
        return all().filter(cell -> cell.get()[1] == Guard.COMPOSE
                || (cell.get()[1] == Guard.PLUGIN && !((TimedMethods.Timed) cell.get()[0]).hidesItsScheduler()));
    }

    private PublishProcessor<Integer> play(TimedMethods.Timed method, Guard guard, Close moment) {
        if (guard == Guard.PLUGIN) {
            LoopTransformers.enableFailOnClose();
        }
        PublishProcessor<Integer> source = PublishProcessor.create();
        if (moment == Close.BEFORE_THE_SUBSCRIPTION) {
            time.close();
        }
        Object flow = method.over(source, scheduler);
        subscribe(guard == Guard.COMPOSE ? guarded(flow) : flow);
        if (moment == Close.AFTER_THE_FIRST_ELEMENT) {
            time.runReady();
            source.onNext(1);
            time.runReady();
        }
        if (moment != Close.BEFORE_THE_SUBSCRIPTION) {
            time.close();
        }
        return source;
    }

    private Object guarded(Object flow) {
        FailOnClose<Object> guard = LoopTransformers.failOnClose(loop);
        if (flow instanceof Flowable<?> flowable) {
            return flowable.cast(Object.class).compose(guard);
        }
        if (flow instanceof Observable<?> observable) {
            return observable.cast(Object.class).compose(guard);
        }
        if (flow instanceof Single<?> single) {
            return single.cast(Object.class).compose(guard);
        }
        return flow instanceof Maybe<?> maybe
                ? maybe.cast(Object.class).compose(guard)
                : ((Completable) flow).compose(guard);
    }

    private void subscribe(Object flow) {
        if (flow instanceof Flowable<?> flowable) {
            flowable.subscribe(recorder);
        } else if (flow instanceof Observable<?> observable) {
            observable.subscribe(recorder);
        } else if (flow instanceof Single<?> single) {
            single.subscribe(recorder);
        } else if (flow instanceof Maybe<?> maybe) {
            maybe.subscribe(recorder);
        } else {
            ((Completable) flow).subscribe(recorder);
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void close_ofAFlowUnderAGuard_endsItOnceAndReportsNothing(TimedMethods.Timed method, Guard guard, Close moment) {
        play(method, guard, moment);

        assertThat(recorder.ends).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void end_ofTheSourceAfterTheClose_isNoSecondEnd(TimedMethods.Timed method, Guard guard, Close moment) {
        PublishProcessor<Integer> source = play(method, guard, moment);

        source.onNext(2);
        source.onComplete();

        assertThat(recorder.ends).hasValueLessThanOrEqualTo(1);
        forgetReports(guard);
    }

    @ParameterizedTest
    @MethodSource("all")
    void failure_ofTheSourceAfterTheClose_isNoSecondEnd(TimedMethods.Timed method, Guard guard, Close moment) {
        PublishProcessor<Integer> source = play(method, guard, moment);

        source.onError(new IllegalStateException("the source's own"));

        assertThat(recorder.ends).hasValueLessThanOrEqualTo(1);
        forgetReports(guard);
    }

    @ParameterizedTest
    @MethodSource("all")
    void dispose_afterTheClose_throwsNothing(TimedMethods.Timed method, Guard guard, Close moment) {
        play(method, guard, moment);

        recorder.upstream.dispose();

        assertThat(recorder.ends).hasValueLessThanOrEqualTo(1);
        forgetReports(guard);
    }

    /** Unguarded, what the loop refused or dropped is reported, and the end of a window that nobody has. */
    private void forgetReports(Guard guard) {
        if (guard == Guard.NONE) {
            assertThat(undeliverable.errors)
                    .allMatch(error -> LoopClosedException.find(error).isPresent()
                            || "the source's own".equals(error.getMessage()));
            undeliverable.errors.clear();
        }
    }
}
