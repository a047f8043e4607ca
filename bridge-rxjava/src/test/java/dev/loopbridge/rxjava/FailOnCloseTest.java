package dev.loopbridge.rxjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.LoopClosedException;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.exceptions.ProtocolViolationException;
import io.reactivex.rxjava3.internal.subscriptions.BooleanSubscription;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.reactivex.rxjava3.subjects.MaybeSubject;
import io.reactivex.rxjava3.subjects.PublishSubject;
import io.reactivex.rxjava3.subjects.SingleSubject;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailOnCloseTest {
    @RegisterExtension
    final Undeliverable undeliverable = new Undeliverable();

    private final EventLoop loop = EventLoop.builder().name("api").build();
    private final Scheduler scheduler = LoopSchedulers.from(loop);
    private final FailOnClose<Object> failOnClose = LoopTransformers.failOnClose(loop);
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        loop.close();
    }

    /** A guarded flow of each type, whose source a test holds in its hand. */
    private record Flow(Consumer<Recorder> subscribe, Runnable end, Consumer<Throwable> fail, Hand hand) {}

    private interface Hand {
        boolean isHeld();
    }

    private Flow flow(String type) {
        switch (type) {
            case "Flowable" -> {
                PublishProcessor<Object> source = PublishProcessor.create();
                return new Flow(
                        source.compose(failOnClose)::subscribe,
                        source::onComplete,
                        source::onError,
                        source::hasSubscribers);
            }
            case "Observable" -> {
                PublishSubject<Object> source = PublishSubject.create();
                return new Flow(
                        source.compose(failOnClose)::subscribe,
                        source::onComplete,
                        source::onError,
                        source::hasObservers);
            }
            case "Single" -> {
                SingleSubject<Object> source = SingleSubject.create();
                return new Flow(
                        source.compose(failOnClose)::subscribe,
                        () -> source.onSuccess("value"),
                        source::onError,
                        source::hasObservers);
            }
            case "Maybe" -> {
                MaybeSubject<Object> source = MaybeSubject.create();
                return new Flow(
                        source.compose(failOnClose)::subscribe,
                        source::onComplete,
                        source::onError,
                        source::hasObservers);
            }
            default -> {
                CompletableSubject source = CompletableSubject.create();
                return new Flow(
                        source.compose(failOnClose)::subscribe,
                        source::onComplete,
                        source::onError,
                        source::hasObservers);
            }
        }
    }

    static Stream<String> types() {
        return Stream.of("Flowable", "Observable", "Single", "Maybe", "Completable");
    }

    private void assertFailedOnce(Recorder failed) {
        assertThat(failed.ends).hasValue(1);
        assertThat(failed.errors).singleElement().isInstanceOf(LoopClosedException.class);
    }

    private int listeners() {
        CloseReport report = loop.shutdown(Duration.ZERO).toCompletableFuture().join();
        return report.listenersTold();
    }

    @ParameterizedTest
    @MethodSource("types")
    void close_whileItWaits_disposesUpstreamAndFailsOnce(String type) {
        Flow flow = flow(type);
        flow.subscribe.accept(recorder);
        assertThat(flow.hand.isHeld()).isTrue();

        loop.close();

        assertThat(flow.hand.isHeld()).isFalse();
        assertFailedOnce(recorder);
        assertThat(recorder.upstream.isDisposed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("types")
    void subscribe_onAClosedLoop_failsWithoutSubscribing(String type) {
        Flow flow = flow(type);
        loop.close();

        flow.subscribe.accept(recorder);

        assertThat(flow.hand.isHeld()).isFalse();
        assertFailedOnce(recorder);
        recorder.upstream.dispose();
    }

    @ParameterizedTest
    @MethodSource("types")
    void subscribe_onAClosedLoopByOneWhoDisposes_isSilent(String type) {
        loop.close();
        Recorder disposing = Recorder.disposingInOnSubscribe();

        flow(type).subscribe.accept(disposing);

        assertThat(disposing.ends).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("types")
    void end_beforeTheClose_passesOnceAndLeavesNoListener(String type) {
        Flow flow = flow(type);
        flow.subscribe.accept(recorder);

        flow.end.run();

        assertThat(listeners()).isZero();
        assertThat(recorder.ends).hasValue(1);
        assertThat(recorder.errors).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void error_beforeTheClose_passesOnceAndLeavesNoListener(String type) {
        Flow flow = flow(type);
        flow.subscribe.accept(recorder);
        IllegalStateException mine = new IllegalStateException("mine");

        flow.fail.accept(mine);

        assertThat(listeners()).isZero();
        assertThat(recorder.ends).hasValue(1);
        assertThat(recorder.errors).containsExactly(mine);
    }

    @ParameterizedTest
    @MethodSource("types")
    void dispose_beforeTheClose_isSilentAndLeavesNoListener(String type) {
        Flow flow = flow(type);
        flow.subscribe.accept(recorder);

        recorder.upstream.dispose();

        assertThat(flow.hand.isHeld()).isFalse();
        assertThat(recorder.upstream.isDisposed()).isTrue();
        assertThat(listeners()).isZero();
        assertThat(recorder.ends).hasValue(0);
    }

    @Test
    void demand_always_passesAsItIs() {
        List<Long> requests = new ArrayList<>();
        TestSubscriber<Integer> subscriber = Flowable.range(1, 10)
                .hide()
                .doOnRequest(requests::add)
                .compose(LoopTransformers.failOnClose(loop))
                .test(2);

        subscriber.request(3);

        assertThat(requests).containsExactly(2L, 3L);
        subscriber.assertValues(1, 2, 3, 4, 5).cancel();
    }

    @Test
    void close_withinOnNext_failsBehindIt() {
        List<String> order = new ArrayList<>();
        Flowable.just(1, 2)
                .hide()
                .compose(LoopTransformers.failOnClose(loop))
                .subscribe(
                        item -> {
                            loop.close();
                            order.add("item " + item);
                        },
                        error -> order.add("error"));

        assertThat(order).containsExactly("item 1", "error");
    }

    @Test
    void close_fromElsewhereWhileASignalIsUnderWay_waitsForItsEnd() throws Exception {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread signalling = new Thread(() -> Observable.just(1)
                .concatWith(Observable.never())
                .compose(LoopTransformers.failOnClose(loop))
                .subscribe(
                        item -> {
                            underWay.countDown();
                            SchedulerContractTest.await(release);
                            order.add("item");
                        },
                        error -> order.add(Thread.currentThread().getName())));
        signalling.setName("signalling");
        signalling.start();
        SchedulerContractTest.await(underWay);

        loop.close();
        assertThat(order).isEmpty();
        release.countDown();
        signalling.join();

        assertThat(order).containsExactly("item", "signalling");
    }

    @Test
    void close_whileASignalIsUnderWay_reportsNothingThatUpstreamHasOnTheLoop() {
        List<Integer> cancels = new ArrayList<>();
        PublishProcessor<Integer> hours = PublishProcessor.create();
        hours.doOnCancel(() -> cancels.add(1))
                .flatMap(n -> n == 0 ? Flowable.just(0L) : Flowable.timer(n, TimeUnit.HOURS, scheduler))
                .compose(LoopTransformers.failOnClose(loop))
                .doOnNext(item -> loop.close())
                .subscribe(recorder);
        hours.onNext(1);
        hours.onNext(0);

        assertFailedOnce(recorder);
        assertThat(cancels).hasSize(1);
    }

    @Test
    void lateErrors_afterTheClose_areReportedUnlessTheyAreTheClose() {
        IllegalStateException late = new IllegalStateException("late");
        for (Throwable error : List.of(late, new IllegalStateException(closedError()))) {
            Flowable.unsafeCreate(subscriber -> {
                        subscriber.onSubscribe(new BooleanSubscription());
                        loop.onClose(closed -> subscriber.onError(error));
                    })
                    .compose(failOnClose)
                    .subscribe(new Recorder());
        }

        loop.close();

        assertThat(undeliverable.errors).containsExactly(late);
        undeliverable.errors.clear();
    }

    private static LoopClosedException closedError() {
        EventLoop other = EventLoop.create();
        List<LoopClosedException> errors = new ArrayList<>();
        other.onClose(errors::add);
        other.close();
        return errors.get(0);
    }

    @Test
    void secondUpstream_always_isCancelledAndReported() {
        BooleanSubscription second = new BooleanSubscription();
        Flowable.unsafeCreate(subscriber -> {
                    subscriber.onSubscribe(new BooleanSubscription());
                    subscriber.onSubscribe(second);
                })
                .compose(failOnClose)
                .subscribe(recorder);

        assertThat(second.isCancelled()).isTrue();
        assertThat(undeliverable.errors)
                .singleElement(InstanceOfAssertFactories.THROWABLE)
                .isInstanceOf(ProtocolViolationException.class)
                .hasMessage("a guarded flow has one upstream, and got a second");
        undeliverable.errors.clear();
    }

    @Test
    void unsubscribeOn_theClosedLoop_cancelsOnTheClosingThread() {
        PublishProcessor<Object> source = PublishProcessor.create();
        source.unsubscribeOn(scheduler).compose(failOnClose).subscribe(recorder);

        loop.close();

        assertThat(source.hasSubscribers()).isFalse();
        assertFailedOnce(recorder);
    }

    @Test
    void close_ofALoopThatTheFlowDoesNotName_leavesItAlone() {
        EventLoop other = EventLoop.create();
        Flowable.timer(1, TimeUnit.HOURS, LoopSchedulers.from(other))
                .compose(failOnClose)
                .subscribe(recorder);

        other.close();

        assertThat(recorder.ends).hasValue(0);
        assertThat(undeliverable.errors).hasSize(1);
        undeliverable.errors.clear();
        recorder.upstream.dispose();
    }

    static Stream<Named<Chain>> chains() {
        return Stream.of(
                Named.of("interval", s -> Flowable.interval(1, TimeUnit.HOURS, s)),
                Named.of("timer", s -> Observable.timer(1, TimeUnit.HOURS, s).toFlowable(BUFFER)),
                Named.of("observeOn", s -> Flowable.just(1, 2).observeOn(s)),
                Named.of(
                        "observeOn of an Observable",
                        s -> Observable.just(1, 2).observeOn(s).toFlowable(BUFFER)),
                Named.of(
                        "observeOn of a Single",
                        s -> Single.just(1).observeOn(s).toFlowable()),
                Named.of("observeOn of a Maybe", s -> Maybe.just(1).observeOn(s).toFlowable()),
                Named.of(
                        "observeOn of a Completable",
                        s -> Completable.complete().observeOn(s).toFlowable()),
                Named.of("subscribeOn", s -> Flowable.just(1).hide().subscribeOn(s)),
                Named.of(
                        "delay of a Single",
                        s -> Single.just(1).delay(1, TimeUnit.HOURS, s).toFlowable()),
                Named.of("delaySubscription", s -> Flowable.just(1).delaySubscription(1, TimeUnit.HOURS, s)),
                Named.of("timeout", s -> Flowable.never().timeout(1, TimeUnit.HOURS, s)),
                Named.of("debounce", s -> endless().debounce(1, TimeUnit.HOURS, s)),
                Named.of("sample", s -> endless().sample(1, TimeUnit.HOURS, s)),
                Named.of("buffer", s -> endless().buffer(1, TimeUnit.HOURS, s)),
                Named.of(
                        "window",
                        s -> endless()
                                .window(1, TimeUnit.HOURS, s)
                                .ignoreElements()
                                .toFlowable()),
                Named.of("throttleLatest", s -> endless().throttleLatest(1, TimeUnit.HOURS, s)),
                Named.of("inner timers", s -> Flowable.just(1, 2).flatMap(n -> Flowable.timer(1, TimeUnit.HOURS, s))),
                Named.of(
                        "parallel",
                        s -> endless()
                                .parallel(2)
                                .runOn(s)
                                .sequential()
                                .ignoreElements()
                                .toFlowable()),
                Named.of(
                        "under subscribeOn",
                        s -> Flowable.interval(1, TimeUnit.HOURS, s).subscribeOn(Schedulers.trampoline())),
                Named.of("repeatWhen", s -> Flowable.just(1).repeatWhen(ends -> ends.delay(1, TimeUnit.HOURS, s))),
                Named.of("share", s -> Flowable.interval(1, TimeUnit.HOURS, s).share()),
                Named.of(
                        "Flowable.create",
                        s -> Flowable.create(out -> s.scheduleDirect(() -> out.onNext(1), 1, TimeUnit.HOURS), BUFFER)));
    }

    private static final BackpressureStrategy BUFFER = BackpressureStrategy.BUFFER;

    private interface Chain {
        Flowable<?> on(Scheduler scheduler);
    }

    private static Flowable<Integer> endless() {
        return Flowable.just(1, 2).concatWith(Flowable.never());
    }

    @ParameterizedTest
    @MethodSource("chains")
    void close_ofAnyFlow_failsItOnce(Chain chain) {
        chain.on(scheduler).compose(LoopTransformers.failOnClose(loop)).subscribe(recorder);

        loop.close();

        assertFailedOnce(recorder);
    }

    @ParameterizedTest
    @MethodSource("chains")
    void enableFailOnClose_forAnyFlow_failsItOnce(Chain chain) {
        LoopTransformers.enableFailOnClose();
        LoopTransformers.enableFailOnClose();
        Flowable<?> flow = chain.on(scheduler);
        flow.subscribe(recorder);

        loop.close();

        assertFailedOnce(recorder);
        Recorder late = new Recorder();
        flow.subscribe(late);
        assertFailedOnce(late);
    }

    @ParameterizedTest
    @MethodSource("chains")
    void disableFailOnClose_always_undoesIt(Chain chain) {
        LoopTransformers.enableFailOnClose();
        LoopTransformers.disableFailOnClose();
        LoopTransformers.disableFailOnClose();
        chain.on(scheduler).subscribe(recorder);

        loop.close();

        assertThat(recorder.ends).hasValue(0);
        assertThat(undeliverable.errors).isNotEmpty();
        undeliverable.errors.clear();
        recorder.upstream.dispose();
    }

    @Test
    void enableFailOnClose_forAFlowOnTwoLoops_failsWithEither() {
        LoopTransformers.enableFailOnClose();
        EventLoop other = EventLoop.create();
        Recorder second = new Recorder();
        Flowable<Object> flow = Flowable.never()
                .timeout(1, TimeUnit.HOURS, scheduler)
                .delay(1, TimeUnit.HOURS, LoopSchedulers.from(other));
        flow.subscribe(recorder);
        other.close();
        assertFailedOnce(recorder);

        EventLoop third = EventLoop.create();
        Flowable.never()
                .timeout(1, TimeUnit.HOURS, LoopSchedulers.from(third))
                .hide()
                .timeout(2, TimeUnit.HOURS, scheduler)
                .subscribe(second);
        third.close();
        assertFailedOnce(second);
    }

    @Test
    void enableFailOnClose_forFlowsElsewhere_leavesThemAlone() {
        LoopTransformers.enableFailOnClose();
        Flowable.timer(1, TimeUnit.HOURS).subscribe(recorder);

        assertThat(listeners()).isZero();

        assertThat(recorder.ends).hasValue(0);
        recorder.upstream.dispose();
    }

    @Test
    void enableFailOnClose_onALoopThatRuns_changesNoSignal() throws Exception {
        LoopTransformers.enableFailOnClose();
        try (EventLoopThread host = EventLoopThread.start("host")) {
            Scheduler running = LoopSchedulers.from(host.loop());
            Flowable.range(1, 1_000)
                    .observeOn(running)
                    .flatMapSingle(n -> Single.just(n).observeOn(running))
                    .filter(n -> n % 2 == 0)
                    .concatMapMaybe(n -> Maybe.just(n).delay(1, TimeUnit.NANOSECONDS, running))
                    .subscribeOn(running)
                    .count()
                    .test()
                    .awaitDone(20, TimeUnit.SECONDS)
                    .assertResult(500L);
        }
    }

    @Test
    void retry_withALimit_givesUpWithTheClose() {
        AtomicInteger subscriptions = new AtomicInteger();
        Flowable.interval(1, TimeUnit.HOURS, scheduler)
                .compose(LoopTransformers.failOnClose(loop))
                .doOnSubscribe(s -> subscriptions.incrementAndGet())
                .retry(2)
                .subscribe(recorder);

        loop.close();

        assertFailedOnce(recorder);
        assertThat(subscriptions).hasValue(3);
    }
}
