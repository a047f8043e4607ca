package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.Scannable.Attr.RunStyle;
import reactor.core.publisher.Flux;

/** What a scan says, which must be true in each phase. */
class ScannableTest {
    private final VirtualEventLoop time = VirtualEventLoop.create();
    private final EventLoop loop = time.loop();
    private final Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> {});

    @AfterEach
    void close() {
        time.close();
    }

    /** The attributes that change, and differ from their defaults. */
    private Map<String, Object> state() {
        Scannable scannable = Scannable.from(recorder.subscription());
        Map<String, Object> state = new TreeMap<>();
        put(state, scannable, "BUFFERED", Attr.BUFFERED);
        put(state, scannable, "CANCELLED", Attr.CANCELLED);
        put(state, scannable, "ERROR", Attr.ERROR);
        put(state, scannable, "REQUESTED", Attr.REQUESTED_FROM_DOWNSTREAM);
        put(state, scannable, "TERMINATED", Attr.TERMINATED);
        return state;
    }

    private static void put(Map<String, Object> state, Scannable scannable, String name, Attr<?> attribute) {
        Object value = scannable.scan(attribute);
        if (value != null && !value.equals(attribute.defaultValue())) {
            state.put(name, value);
        }
    }

    private void request(long n) {
        recorder.subscription().request(n);
        time.runReady();
    }

    private Flux<Integer> threeElements() {
        return LoopFlux.submit(loop, out -> {
            for (int n = 1; n <= 3; n++) {
                out.emit(n);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void scan_ofASource_saysHowItRuns(Factory factory) {
        Scannable source = Scannable.from(factory.on(loop));

        assertThat(source.isScanAvailable()).isTrue();
        assertThat(source.stepName()).isEqualTo("source(" + factory.name() + ")");
        assertThat(source.scan(Attr.RUN_STYLE)).isEqualTo(factory.style());
        assertThat(source.scan(Attr.PREFETCH)).isZero();
        assertThat(source.scan(Attr.PARENT)).isNull();
        assertThat(source.scan(Attr.RUN_ON)).isNull();
        assertThat(source.scan(Attr.ACTUAL)).isNull();
    }

    @Test
    void scan_ofARunThatMayBeOffloaded_saysThatItMayMove() {
        Publisher<Integer> offloaded =
                LoopMono.run(() -> 7, LaunchOptions.defaults().offload(Runnable::run));

        assertThat(Scannable.from(offloaded).scan(Attr.RUN_STYLE)).isEqualTo(RunStyle.ASYNC);
    }

    @Test
    void steps_ofAChain_beginWithTheSource() {
        Flux<Integer> chain = threeElements().map(n -> n + 1).filter(n -> n > 1);

        assertThat(Scannable.from(chain).steps()).containsExactly("source(LoopFlux.submit)", "map", "filter");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void scan_ofASubscription_leadsDownstream(Factory factory) {
        Recorder<Object> direct = Recorder.onSubscribe(subscription -> {});

        factory.failing().subscribe(direct);

        Scannable subscription = Scannable.from(direct.subscription());
        assertThat(subscription.scanUnsafe(Attr.ACTUAL)).isSameAs(direct);
        assertThat(subscription.scan(Attr.RUN_STYLE)).isEqualTo(factory.style());
        assertThat(subscription.scan(Attr.PREFETCH)).isZero();
        assertThat(subscription.scan(Attr.PARENT)).isNull();
    }

    @Test
    void scan_ofAStream_countsTheDemand() {
        threeElements().subscribe(recorder);
        time.runReady();
        assertThat(state()).isEmpty();

        request(1);
        assertThat(state()).isEmpty();
        recorder.subscription().request(5);
        assertThat(state()).isEqualTo(Map.of("REQUESTED", 5L));
        time.runReady();
        assertThat(recorder.items).containsExactly(1, 2, 3);
        assertThat(state()).isEqualTo(Map.of("REQUESTED", 3L, "TERMINATED", true));
    }

    @Test
    void scan_ofAnUnboundedStream_saysSo() {
        LoopFlux.interval(loop, Duration.ofSeconds(1)).map(Long::intValue).subscribe(recorder);

        request(Long.MAX_VALUE);
        time.advance(Duration.ofSeconds(2));

        Scannable parent = Scannable.from(recorder.subscription()).scan(Attr.PARENT);
        assertThat(recorder.items).containsExactly(0, 1);
        assertThat(parent.scan(Attr.REQUESTED_FROM_DOWNSTREAM)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void scan_ofAValueThatWaits_saysBuffered() {
        LoopMono.submit(loop, () -> 7).subscribe(recorder);
        time.runReady();
        assertThat(state()).isEqualTo(Map.of("BUFFERED", 1));

        request(1);

        assertThat(recorder.items).containsExactly(7);
        assertThat(state()).isEqualTo(Map.of("TERMINATED", true));
    }

    @Test
    void scan_duringTheLastElement_isNotTerminatedYet() {
        List<Map<String, Object>> within = new ArrayList<>();
        LoopMono.submit(loop, () -> 7).doOnNext(n -> within.add(inner())).subscribe(recorder);

        request(1);

        assertThat(within).containsExactly(Map.of("TERMINATED", false, "CANCELLED", false));
    }

    private Map<String, Object> inner() {
        Scannable source = Scannable.from(recorder.subscription()).scan(Attr.PARENT);
        return Map.of("TERMINATED", source.scan(Attr.TERMINATED), "CANCELLED", source.scan(Attr.CANCELLED));
    }

    @Test
    void scan_afterAnError_hasIt() {
        LoopFuture<Integer> future = loop.createFuture();
        LoopMono.fromTask(future).subscribe(recorder);
        IllegalStateException error = new IllegalStateException("the task's own");

        future.setException(error);
        time.runReady();

        assertThat(state()).isEqualTo(Map.of("ERROR", error, "TERMINATED", true));
    }

    @Test
    void scan_afterTheClose_hasTheReason() {
        threeElements().subscribe(recorder);

        loop.close();

        assertThat(state()).containsEntry("TERMINATED", true);
        assertThat(state().get("ERROR")).isInstanceOf(LoopClosedException.class);
    }

    @Test
    void scan_afterACancel_isNotTerminated() {
        threeElements().subscribe(recorder);
        request(1);

        recorder.subscription().cancel();
        time.runReady();

        assertThat(state()).isEqualTo(Map.of("CANCELLED", true));
    }

    @Test
    void scan_afterACancelOfAValueThatWaits_holdsNothing() {
        LoopMono.submit(loop, () -> 7).subscribe(recorder);
        time.runReady();

        recorder.subscription().cancel();

        assertThat(state()).isEqualTo(Map.of("CANCELLED", true));
    }

    @Test
    void scan_afterACancelBehindTheEnd_isTerminatedOnly() {
        LoopMono.submit(loop, () -> 7).subscribe(recorder);
        request(1);

        recorder.subscription().cancel();

        assertThat(state()).isEqualTo(Map.of("TERMINATED", true));
    }
}
