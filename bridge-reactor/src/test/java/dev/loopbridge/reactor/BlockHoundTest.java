package dev.loopbridge.reactor;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.bridge.LaunchOptions;
import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** With BlockHound installed as its users do, in a JVM of its own: the loop may wait, and its users may not block. */
@Tag("blockhound")
class BlockHoundTest {
    private interface Blocking {
        void call() throws Exception;
    }

    private static final LaunchOptions ALLOWED = LaunchOptions.defaults().allowBlocking();

    @BeforeAll
    static void install() {
        BlockHound.install();
    }

    static Stream<CoroutineEngine> engines() {
        return Engines.offered();
    }

    private static Stream<Named<Blocking>> blocking() {
        return Stream.of(
                Named.of("Thread.sleep", () -> Thread.sleep(5)),
                Named.of("LockSupport.parkNanos", () -> LockSupport.parkNanos(5_000_000)),
                Named.of("CountDownLatch.await", () -> {
                    boolean unused = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
                }));
    }

    static Stream<Arguments> blockingOnEachEngine() {
        return blocking().flatMap(call -> engines().map(engine -> Arguments.of(call, engine)));
    }

    @ParameterizedTest
    @MethodSource("blocking")
    void control_onAParallelThread_isDetected(Blocking call) {
        Mono<Integer> source = Mono.fromCallable(() -> {
                    call.call();
                    return 1;
                })
                .subscribeOn(Schedulers.parallel());

        assertThat(catchThrowable(source::block)).hasRootCauseInstanceOf(BlockingOperationError.class);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void idleLoop_onAThreadThatMustNotBlock_maySleepAndWait(CoroutineEngine engine) {
        EventLoop loop = EventLoop.builder().engine(engine).build();
        Mono<Integer> source = LoopMono.runUntilComplete(
                loop,
                () -> {
                    await(Tasks.sleep(Duration.ofMillis(5)));
                    int called = await(Tasks.inExecutor(() -> {
                        Thread.sleep(5);
                        return 1;
                    }));
                    return called + await(loop.createTask(() -> await(Tasks.sleep(Duration.ofMillis(5), 1))));
                },
                ALLOWED);

        assertThat(source.subscribeOn(Schedulers.parallel()).block()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("blockingOnEachEngine")
    void coroutine_thatBlocks_isDetected(Blocking call, CoroutineEngine engine) {
        EventLoop loop = EventLoop.builder().engine(engine).build();

        Throwable thrown = catchThrowable(() -> loop.runUntilComplete(() -> {
            call.call();
            return 1;
        }));

        assertThat(thrown).isInstanceOf(BlockingOperationError.class);
    }

    @ParameterizedTest
    @MethodSource("blockingOnEachEngine")
    void coroutine_thatBlocksAfterItWasSuspended_isDetected(Blocking call, CoroutineEngine engine) {
        EventLoop loop = EventLoop.builder().engine(engine).build();

        Throwable thrown = catchThrowable(() -> loop.runUntilComplete(() -> {
            await(Tasks.sleep(Duration.ofMillis(1)));
            call.call();
            return 1;
        }));

        assertThat(thrown).isInstanceOf(BlockingOperationError.class);
    }

    @ParameterizedTest
    @MethodSource("blocking")
    void callback_thatBlocks_isDetected(Blocking call) {
        EventLoop loop = EventLoop.create();
        Throwable[] thrown = {null};
        loop.callSoon(() -> thrown[0] = catchThrowable(call::call));
        loop.callSoon(loop::stop);

        loop.runForever();

        assertThat(thrown[0]).isInstanceOf(BlockingOperationError.class);
    }

    @ParameterizedTest
    @MethodSource("blocking")
    void body_ofASubmittedMonoThatBlocks_isOnError(Blocking call) {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            Mono<Integer> source = LoopMono.submit(host.loop(), () -> {
                call.call();
                return 1;
            });

            assertThat(catchThrowable(source::block)).hasCauseInstanceOf(BlockingOperationError.class);
        }
    }

    @ParameterizedTest
    @MethodSource("blocking")
    void thread_thatRunsNoLoopAnyMore_mayBlock(Blocking call) throws Exception {
        EventLoop.create().runUntilComplete(() -> await(Tasks.sleep(Duration.ofMillis(1))));

        call.call();
    }

    @Test
    void get_fromAThreadWithoutALoop_mayWait() throws Exception {
        try (EventLoopThread host = EventLoopThread.start("host")) {
            assertThat(host.loop()
                            .submit(() -> await(Tasks.sleep(Duration.ofMillis(5), 1)))
                            .get())
                    .isEqualTo(1);
        }
    }

    @RepeatedTest(20)
    void loop_thatOthersSubmitToOnAndOn_mayWaitForThem() throws Exception {
        int each = 5_000;
        CountDownLatch ran = new CountDownLatch(2 * each);
        try (EventLoopThread host = EventLoopThread.start("host")) {
            Runnable submitter = () -> {
                for (int i = 0; i < each; i++) {
                    host.loop().execute(ran::countDown);
                }
            };
            new Thread(submitter, "submitter").start();
            submitter.run();

            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shutdown_fromAThreadThatMustNotBlock_mayWaitForTheLoop() {
        EventLoopThread host = EventLoopThread.start("host");
        Mono<Boolean> closing = Mono.fromCallable(() -> {
                    host.loop().shutdown(Duration.ofSeconds(1));
                    return true;
                })
                .subscribeOn(Schedulers.parallel());

        assertThat(closing.block()).isTrue();
        host.close();
    }
}
