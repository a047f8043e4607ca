package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Scannable;
import reactor.core.observability.DefaultSignalListener;
import reactor.core.observability.SignalListener;
import reactor.core.observability.SignalListenerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** What Reactor's users do to every source: name it, watch it, debug it. */
class AssemblyTest {
    @AfterEach
    void resetHooks() {
        Hooks.resetOnEachOperator();
        Hooks.resetOnOperatorDebug();
    }

    private static Throwable errorOf(Flux<Object> flux) {
        Recorder<Object> recorder = Recorder.ofAll();
        flux.subscribe(recorder);
        assertThat(recorder.errors).hasSize(1);
        return recorder.errors.get(0);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void onEachOperator_seesTheSourceOnce(Factory factory) {
        List<Publisher<?>> seen = new ArrayList<>();
        Hooks.onEachOperator(publisher -> {
            seen.add(publisher);
            return publisher;
        });

        Publisher<Object> source = factory.failing();

        assertThat(seen).containsExactly(source);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void onEachOperator_mayReplaceTheSource(Factory factory) {
        Publisher<Object> mono = Mono.just("replaced");
        Publisher<Object> flux = Flux.just("replaced", "too");
        Hooks.onEachOperator(publisher -> publisher instanceof Mono ? mono : flux);

        Publisher<Object> source = factory.failing();

        Hooks.resetOnEachOperator();
        assertThat(Flux.from(source).blockFirst()).isEqualTo("replaced");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void checkpoint_namesItselfInTheError(Factory factory) {
        Throwable error = errorOf(Flux.from(factory.failing()).checkpoint("where it was checked"));

        assertThat(error.getSuppressed())
                .anySatisfy(trace -> assertThat(trace).hasMessageContaining("*__checkpoint ⇢ where it was checked"));
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void onOperatorDebug_namesTheSourceInTheError(Factory factory) {
        Hooks.onOperatorDebug();

        Throwable error = errorOf(Flux.from(factory.failing()));

        String type = factory.name().startsWith("LoopMono") ? "MonoSource" : "FluxSource";
        assertThat(error.getSuppressed())
                .anySatisfy(trace -> assertThat(trace)
                        .hasMessageContaining("Assembly trace from producer [dev.loopbridge.reactor." + type + "]"));
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void nameAndTag_areFoundFromDownstream(Factory factory) {
        Flux<?> flux =
                Flux.from(factory.failing()).name("orders").tag("shop", "north").map(item -> item);

        Scannable end = Scannable.from(flux);

        assertThat(end.name()).isEqualTo("orders");
        assertThat(end.tags()).singleElement().hasToString("[shop,north]");
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void name_withoutOne_isTheSources(Factory factory) {
        Scannable source = Scannable.from(factory.failing());

        assertThat(source.name()).isEqualTo("source(" + factory.name() + ")");
        assertThat(source.scan(Scannable.Attr.NAME)).isNull();
    }

    /** Micrometer's metrics are such a listener, which takes the name and the tags from the source. */
    @ParameterizedTest
    @MethodSource("dev.loopbridge.reactor.Factory#all")
    void tap_metersTheSignalsUnderTheName(Factory factory) {
        Meters meters = new Meters();

        errorOf(Flux.from(factory.failing()).name("orders").tag("shop", "north").tap(meters));

        assertThat(meters.key).isEqualTo("orders {[shop,north]}");
        assertThat(meters.subscriptions).hasValue(1);
        assertThat(meters.errors).hasValue(1);
    }

    private static final class Meters implements SignalListenerFactory<Object, String> {
        final AtomicInteger subscriptions = new AtomicInteger();
        final AtomicInteger errors = new AtomicInteger();
        String key;

        @Override
        public String initializePublisherState(Publisher<?> source) {
            Scannable scannable = Scannable.from(source);
            return scannable.name()
                    + scannable.tags().map(Object::toString).collect(Collectors.joining(", ", " {", "}"));
        }

        @Override
        public SignalListener<Object> createListener(Publisher<?> source, ContextView context, String state) {
            key = state;
            return new DefaultSignalListener<>() {
                @Override
                public void doOnSubscription() {
                    subscriptions.incrementAndGet();
                }

                @Override
                public void doOnError(Throwable error) {
                    errors.incrementAndGet();
                }
            };
        }
    }
}
