package dev.loopbridge.reactor;

import static dev.loopbridge.reactor.ReactorAwait.await;
import static dev.loopbridge.reactor.ReactorAwait.awaitFirst;
import static dev.loopbridge.reactor.ReactorAwait.awaitFirstOrNull;
import static dev.loopbridge.reactor.ReactorAwait.awaitLast;
import static dev.loopbridge.reactor.ReactorAwait.awaitOptional;
import static dev.loopbridge.reactor.ReactorAwait.awaitSingle;
import static dev.loopbridge.reactor.ReactorAwait.forEach;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CancelledError;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.CoroutineExit;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

@ParameterizedClass
@MethodSource("dev.loopbridge.reactor.AwaitEngines#all")
class ReactorAwaitTest {
    private final List<Object> seen = Collections.synchronizedList(new ArrayList<>());
    private final EventLoop loop;

    ReactorAwaitTest(CoroutineEngine engine) {
        loop = EventLoop.builder().name("mine").engine(engine).build();
    }

    @AfterEach
    void cleanUp() {
        loop.close();
        Hooks.resetOnErrorDropped();
    }

    private <T> T run(Coroutine<T> body) {
        return loop.runUntilComplete(body);
    }

    private Throwable thrownBy(Runnable await) {
        return run(() -> catchThrowable(await::run));
    }

    private <T> Task<T> begin(Coroutine<T> body) {
        Task<T> task = loop.createTask(body);
        runReady();
        return task;
    }

    private void runReady() {
        run(() -> {
            for (int i = 0; i < 5; i++) {
                Tasks.yieldNow();
            }
            return null;
        });
    }

    @Test
    void await_value_isReturned() {
        assertThat(this.<String>run(() -> await(Mono.just("a").hide()))).isEqualTo("a");
        assertThat(this.<String>run(() -> await(Mono.just("a")))).isEqualTo("a");
    }

    @Test
    void await_empty_isNull() {
        assertThat(this.<String>run(() -> await(Mono.<String>empty().hide()))).isNull();
        assertThat(this.<String>run(() -> await(Mono.empty()))).isNull();
    }

    @Test
    void await_onAnotherThread_suspendsTheCoroutineAndNotTheLoop() {
        Mono<String> late = Mono.delay(Duration.ofMillis(20)).map(tick -> "late");

        String value = run(() -> {
            loop.callSoon(() -> seen.add("meanwhile"));
            String result = await(late);
            seen.add(result);
            return result;
        });

        assertThat(value).isEqualTo("late");
        assertThat(seen).containsExactly("meanwhile", "late");
    }

    @Test
    void await_valueBeforeTheCompletion_resumesAtTheCompletionAndNeverCancels() {
        TestPublisher<String> source = TestPublisher.create();
        Task<String> task = begin(() -> await(Mono.fromDirect(source)));

        source.next("a");
        runReady();
        assertThat(task.isDone()).isFalse();
        source.complete();
        runReady();

        assertThat(task.result()).isEqualTo("a");
        source.assertNotCancelled();
    }

    @Test
    void await_checkedError_comesOutAsItIsWithTheSite() {
        IOException error = new IOException("disk");

        Throwable thrown = thrownBy(() -> await(Mono.error(error).subscribeOn(Schedulers.parallel())));

        assertThat(thrown).isSameAs(error);
        assertThat(thrown.getSuppressed()).anySatisfy(site -> {
            assertThat(site).hasMessageMatching("#await of .* terminated with an error");
            assertThat(site.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().startsWith(ReactorAwaitTest.class.getName())
                            && frame.getMethodName().contains("await_checkedError"));
        });
    }

    @Test
    void await_constantError_comesOutAsItIs() {
        IOException checked = new IOException("disk");
        StackOverflowError fatal = new StackOverflowError("deep");
        AssertionError error = new AssertionError("no");

        assertThat(thrownBy(() -> await(Mono.error(checked)))).isSameAs(checked);
        assertThat(thrownBy(() -> await(Mono.error(error)))).isSameAs(error);
        assertThat(thrownBy(() -> await(Mono.error(fatal)))).isSameAs(fatal);
        assertThat(thrownBy(() -> awaitFirst(Flux.error(error)))).isSameAs(error);
    }

    @Test
    void await_cancellationOfThePublisher_isItsOwnException() {
        CancellationException error = new CancellationException("theirs");

        assertThat(thrownBy(() -> await(Mono.error(error).hide()))).isSameAs(error);
    }

    @Test
    void await_constant_isNotSubscribedTo() {
        List<Publisher<?>> subscribed = new ArrayList<>();
        Hooks.onLastOperator("spy", publisher -> {
            subscribed.add(publisher);
            return publisher;
        });
        try {
            assertThat(this.<String>run(() -> await(Mono.just("a")))).isEqualTo("a");
            assertThat(this.<Integer>run(() -> awaitLast(Flux.just(1)))).isEqualTo(1);
        } finally {
            Hooks.resetOnLastOperator("spy");
        }
        assertThat(subscribed).isEmpty();
    }

    @Test
    void await_callable_isSubscribedToAndMayAwait() {
        Mono<String> nested = Mono.fromCallable(() -> await(Mono.just("inner").hide()) + " in outer");

        assertThat(this.<String>run(() -> await(nested))).isEqualTo("inner in outer");
    }

    @Test
    void awaitOptional_valueOrEmpty_isWhatItSays() {
        assertThat(this.<Optional<String>>run(() -> awaitOptional(Mono.just("a").hide())))
                .contains("a");
        assertThat(this.<Optional<String>>run(
                        () -> awaitOptional(Mono.<String>empty().hide())))
                .isEmpty();
    }

    @Test
    void awaitSingle_oneNoneOrMore_isStrict() {
        assertThat(this.<Integer>run(() -> awaitSingle(Flux.range(7, 1).hide())))
                .isEqualTo(7);
        assertThat(thrownBy(() -> awaitSingle(Flux.empty())))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("source(FluxEmpty) completed without an element");
        assertThat(thrownBy(() -> awaitSingle(Flux.range(1, 3).hide())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("hide emitted more than one element, one was awaited;"
                        + " await the first, or the last, or iterate");
    }

    @Test
    void awaitFirst_flux_requestsOneAndCancels() {
        List<Long> requests = new ArrayList<>();
        PublisherProbe<Integer> probe =
                PublisherProbe.of(Flux.range(1, 10).hide().doOnRequest(requests::add));

        int first = run(() -> awaitFirst(probe.flux()));

        assertThat(first).isEqualTo(1);
        assertThat(requests).containsExactly(1L);
        probe.assertWasCancelled();
    }

    @Test
    void awaitFirst_ofAMono_awaitsItsEnd() {
        PublisherProbe<String> probe = PublisherProbe.of(Mono.just("a").hide());

        String first = run(() -> awaitFirst(probe.mono()));

        assertThat(first).isEqualTo("a");
        probe.assertWasNotCancelled();
    }

    @Test
    void awaitFirst_empty_isNoSuchElementOrNull() {
        assertThat(thrownBy(() -> awaitFirst(Flux.empty().hide())))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("hide completed without an element");
        assertThat(this.<Object>run(() -> awaitFirstOrNull(Flux.empty().hide())))
                .isNull();
    }

    @Test
    void awaitLast_flux_isTheLastWithinThePrefetch() {
        List<Long> requests = new ArrayList<>();

        int last = run(() -> awaitLast(Flux.range(1, 1_000).hide().doOnRequest(requests::add)));

        assertThat(last).isEqualTo(1_000);
        assertThat(requests).startsWith(256L, 192L).doesNotContain(Long.MAX_VALUE);
        assertThat(thrownBy(() -> awaitLast(Flux.empty().hide()))).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void forEach_elements_areSeenOneByOneAndMayAwait() {
        run(() -> {
            forEach(Flux.range(1, 3).publishOn(Schedulers.parallel()), number -> {
                Tasks.yieldNow();
                seen.add(number * await(Mono.just(10).hide()));
            });
            return null;
        });

        assertThat(seen).containsExactly(10, 20, 30);
    }

    @Test
    void forEach_actionThrows_cancelsTheUpstream() {
        PublisherProbe<Integer> probe = PublisherProbe.of(Flux.range(1, 10).concatWith(Flux.never()));
        IllegalStateException error = new IllegalStateException("enough");

        Throwable thrown = thrownBy(() -> forEach(probe.flux(), number -> {
            throw error;
        }));

        assertThat(thrown).isSameAs(error);
        probe.assertWasCancelled();
    }

    @Test
    void cancel_ofTheTask_cancelsTheUpstreamOnce() {
        TestPublisher<String> source = TestPublisher.create();
        Task<String> task = begin(() -> await(source.mono()));

        task.cancel();
        runReady();

        assertThat(task.isCancelled()).isTrue();
        assertThat(source.wasCancelled()).isTrue();
    }

    @Test
    void timeout_aroundAwait_cancelsTheUpstream() {
        PublisherProbe<Object> probe = PublisherProbe.of(Mono.never());

        Throwable thrown =
                run(() -> catchThrowable(() -> Tasks.waitFor(() -> await(probe.mono()), Duration.ofMillis(1))));

        assertThat(thrown).isInstanceOf(TimeoutException.class);
        probe.assertWasCancelled();
    }

    @Test
    void close_duringAwait_exitsAndCancelsOnce() {
        PublisherProbe<Object> probe = PublisherProbe.of(Mono.never());
        Task<Object> task = begin(() -> {
            try {
                return await(probe.mono());
            } catch (CoroutineExit | CancelledError exit) {
                seen.add(exit.getClass());
                throw exit;
            }
        });

        loop.close();

        assertThat(seen).containsExactly(CoroutineExit.class);
        assertThat(task.exception()).isInstanceOf(LoopClosedException.class);
        probe.assertWasCancelled();
    }

    @Test
    void onError_afterTheCancel_goesToReactorsHook() {
        IOException error = new IOException("late");
        Hooks.onErrorDropped(seen::add);
        TestPublisher<String> source = TestPublisher.createNoncompliant(TestPublisher.Violation.DEFER_CANCELLATION);
        Task<String> task = begin(() -> awaitFirst(source));
        task.cancel();
        runReady();

        source.error(error);

        assertThat(seen).containsExactly(error);
    }

    @Test
    void await_aSourceOfThisLoop_works() {
        int sum = run(() -> await(LoopMono.submit(loop, () -> {
                    Tasks.yieldNow();
                    return 20;
                }))
                + awaitLast(LoopFlux.<Integer>submit(loop, out -> {
                    out.emit(21);
                    Tasks.yieldNow();
                    out.emit(22);
                })));

        assertThat(sum).isEqualTo(42);
    }

    @Test
    void await_aSinkFedByThisLoop_resumes() {
        Sinks.One<String> sink = Sinks.one();
        Task<String> task = begin(() -> await(sink.asMono()));

        run(() -> sink.tryEmitValue("a"));
        runReady();

        assertThat(task.result()).isEqualTo("a");
    }

    @Test
    void await_whatRunsANewLoopHere_isAnErrorAndNoHang() {
        Throwable thrown = thrownBy(() -> await(LoopMono.run(() -> 1)));

        assertThat(thrown)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot run the event loop while another loop is running: loop \"loop-")
                .hasMessageContaining("\", which runs loop \"mine\"; ");
    }

    @Test
    void await_whatRunsThisLoopHere_isAnErrorAndNoHang() {
        Throwable thrown = thrownBy(() -> await(LoopMono.runUntilComplete(loop, () -> 1)));

        assertThat(thrown)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("This event loop is already running: loop \"mine\", on this thread, \"")
                .hasMessageEndingWith("\"; use submit()");
    }

    @Test
    void iterate_whatRunsAnIdleLoopHere_isAnErrorAndNoHang() {
        try (EventLoop other = EventLoop.builder().name("other").build()) {
            Throwable thrown =
                    thrownBy(() -> forEach(LoopFlux.<Integer>runUntilComplete(other, out -> out.emit(1)), seen::add));

            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "Cannot run the event loop while another loop is running: loop \"other\" on thread \"")
                    .hasMessageContaining("\", which runs loop \"mine\"; ");
        }
    }

    @Test
    void await_outsideACoroutine_isRefused() {
        assertThatThrownBy(() -> await(Mono.just(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("await() is for coroutines, called from thread \"");
    }

    @Test
    void await_null_isRefused() {
        assertThatThrownBy(() -> await((Mono<String>) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("publisher");
    }
}
