package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/** All works where there is neither context-propagation nor BlockHound nor reactor-test: on a class path of the needs alone. */
public class WithoutOptionalsTest {
    private final URLClassLoader needsAlone = new URLClassLoader(
            Stream.of(WithoutOptionalsTest.class, LoopMono.class, EventLoop.class, Flux.class, Publisher.class)
                    .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                    .toArray(URL[]::new),
            ClassLoader.getPlatformClassLoader());

    @AfterEach
    void close() throws Exception {
        needsAlone.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.micrometer.context.ContextSnapshotFactory",
                "reactor.blockhound.BlockHound",
                "reactor.test.scheduler.VirtualTimeScheduler"
            })
    void control_theOptionals_areHereButNotThere(String type) throws Exception {
        assertThat(Class.forName(type)).isNotNull();

        assertThatThrownBy(() -> needsAlone.loadClass(type)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void everyDoor_withoutTheOptionals_works() throws Exception {
        Object doors = needsAlone
                .loadClass(Doors.class.getName())
                .getDeclaredConstructor()
                .newInstance();

        assertThat(((Callable<?>) doors).call())
                .asString()
                .isEqualTo("[run ada, emitted ada, submitted ada, awaited ada, iterated ada, scheduled 0, timed 0, "
                        + "pulled ada, closed LoopClosedException]");
    }

    /** Speaks to the caller by types that both class loaders have from the JDK; public, since they are two packages. */
    public static final class Doors implements Callable<List<String>> {
        private final List<String> seen = new ArrayList<>();

        public Doors() {}

        private static String user() {
            return ReactorContext.current().getOrDefault("user", "nobody");
        }

        private static Mono<String> awaited() {
            return Mono.deferContextual(context -> Mono.just("awaited " + context.get("user")));
        }

        @Override
        public List<String> call() {
            Hooks.enableAutomaticContextPropagation(); // does nothing, where there is nothing to propagate with
            see(LoopMono.run(() -> await(Tasks.sleep(Duration.ofMillis(1), "run " + user()))));
            see(LoopFlux.<String>run(out -> out.emit("emitted " + user())).next());
            try (EventLoopThread host = EventLoopThread.start("host")) {
                EventLoop loop = host.loop();
                see(LoopMono.submit(loop, () -> "submitted " + user()));
                see(LoopMono.submit(loop, () -> ReactorAwait.await(awaited())));
                see(LoopMono.submit(loop, Doors::iterated));
                Scheduler scheduler = LoopSchedulers.from(loop);
                see(Mono.delay(Duration.ofMillis(1), scheduler).map(n -> "scheduled " + n));
                see(LoopFlux.interval(loop, Duration.ofMillis(1)).next().map(n -> "timed " + n));
                see(LoopFlux.fromAsyncIterator(
                                loop, () -> AsyncIterator.<String>of(out -> out.emit("pulled " + user())))
                        .next());
                Mono<Long> held = Mono.delay(Duration.ofHours(1), scheduler)
                        .doOnError(
                                closed -> seen.add("closed " + closed.getClass().getSimpleName()))
                        .onErrorComplete();
                held.subscribe();
            }
            return seen;
        }

        private static String iterated() throws Exception {
            AsyncIterator<String> users = ReactorAwait.iterate(Flux.just("iterated "));
            return users.next() ? users.current() + user() : "nothing";
        }

        private void see(Mono<String> source) {
            seen.add(source.contextWrite(Context.of("user", "ada")).block());
        }
    }
}
