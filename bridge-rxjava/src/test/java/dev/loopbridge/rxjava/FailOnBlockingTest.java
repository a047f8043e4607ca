package dev.loopbridge.rxjava;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.concurrent.Tasks;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.BooleanSupplier;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A thread that runs a loop does not block, if RxJava is to know; where it would wait for itself, it is told. */
class FailOnBlockingTest {
    private static final String REFUSED =
            "Attempt to block on a Scheduler %s that doesn't support blocking operators as"
                    + " they may lead to deadlock";

    private final EventLoopThread host = EventLoopThread.start("host");

    @BeforeEach
    void enable() {
        LoopSchedulers.enableFailOnBlocking();
    }

    @AfterEach
    void disable() {
        LoopSchedulers.disableFailOnBlocking();
        RxJavaPlugins.reset();
        host.close();
    }

    private Single<Integer> submitted() {
        return LoopSingle.submit(host.loop(), () -> 1);
    }

    @Test
    void blocking_inABody_isRefusedNamingThreadAndLoop() {
        EventLoop loop = EventLoop.builder().name("mine").build();
        Single<Integer> source = LoopSingle.runUntilComplete(loop, () -> {
            await(Tasks.sleep(Duration.ofMillis(1)));
            return Single.<Integer>never().blockingGet(); // of one that has its value by then, RxJava asks nobody
        });

        assertThatIllegalStateException()
                .isThrownBy(source::blockingGet)
                .withMessageStartingWith("Attempt to block on a Scheduler loopbridge-coroutine")
                .withMessageContaining(" (mine) that doesn't support blocking operators");
    }

    static Stream<ThrowingCallable> blocking() {
        return Stream.of(
                () -> Single.never().blockingGet(),
                () -> Maybe.never().blockingGet(),
                () -> Completable.never().blockingAwait(),
                () -> Observable.never().blockingFirst(),
                () -> Flowable.never().blockingLast(),
                () -> Flowable.never().blockingIterable().iterator().hasNext());
    }

    @ParameterizedTest
    @MethodSource("blocking")
    void blocking_onALoopsScheduler_isRefusedNamingTheHomeThread(ThrowingCallable call) {
        Throwable error = Single.fromCallable(() -> catchThrowable(call))
                .subscribeOn(LoopSchedulers.from(host.loop()))
                .blockingGet();

        assertThat(error).isExactlyInstanceOf(IllegalStateException.class).hasMessage(REFUSED, "host");
    }

    @Test
    void blocking_onAThreadThatRanALoop_waits() {
        assertThat(LoopSingle.run(() -> 1).blockingGet()).isEqualTo(1);
        assertThat(submitted().blockingGet()).isEqualTo(1);
    }

    @Test
    void enable_behindAHandler_asksThatFirst() {
        LoopSchedulers.disableFailOnBlocking();
        BooleanSupplier everywhere = () -> true;
        RxJavaPlugins.setOnBeforeBlocking(everywhere);

        LoopSchedulers.enableFailOnBlocking();
        LoopSchedulers.enableFailOnBlocking();

        assertThatIllegalStateException().isThrownBy(() -> Single.never().blockingGet());
        LoopSchedulers.disableFailOnBlocking();
        assertThat(RxJavaPlugins.getOnBeforeBlocking()).isSameAs(everywhere);
        assertThat(RxJavaPlugins.isFailOnNonBlockingScheduler()).isFalse();
    }

    @Test
    void disable_behindAHandlerSetSince_leavesThatAndDoesNothing() {
        BooleanSupplier ours = RxJavaPlugins.getOnBeforeBlocking();
        BooleanSupplier since = () -> ours.getAsBoolean();
        RxJavaPlugins.setOnBeforeBlocking(since);

        LoopSchedulers.disableFailOnBlocking();

        assertThat(RxJavaPlugins.getOnBeforeBlocking()).isSameAs(since);
        RxJavaPlugins.setFailOnNonBlockingScheduler(true);
        Single<Long> inner = Single.timer(1, TimeUnit.MILLISECONDS);
        assertThat(Single.fromCallable(inner::blockingGet)
                        .subscribeOn(LoopSchedulers.from(host.loop()))
                        .blockingGet())
                .isZero();
    }
}
