package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoopThread;
import dev.loopbridge.loop.concurrent.Tasks;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** What debug mode says of tasks of the bridge that were created where no code of the user's is on the stack. */
class DebugOriginTest {
    private static EventLoopThread host() {
        return EventLoopThread.start(EventLoop.builder().debug(true).build());
    }

    private static String ofTask() {
        return Tasks.current().toString().replaceAll("Task-\\d+|:\\d+", "N");
    }

    @Test
    void task_subscribedByReactorAlone_isNamedAfterItsBody() throws Exception {
        try (EventLoopThread host = host()) {
            Mono<String> source = LoopMono.submit(host.loop(), DebugOriginTest::ofTask);

            String task = source.subscribeOn(Schedulers.single()).block();
            String inContext = source.contextWrite(Context.of("key", "value"))
                    .subscribeOn(Schedulers.single())
                    .block();

            assertThat(task)
                    .isEqualTo("<Task pending name='N' created for dev.loopbridge.reactor.DebugOriginTest$$Lambda>");
            assertThat(inContext).isEqualTo(task);
        }
    }

    @Test
    void task_subscribedByTheUser_isNamedAfterThatLine() throws Exception {
        try (EventLoopThread host = host()) {
            CompletableFuture<String> task =
                    LoopMono.submit(host.loop(), DebugOriginTest::ofTask).toFuture();

            assertThat(task.get()).isEqualTo("<Task pending name='N' created at DebugOriginTest.javaN>");
        }
    }
}
