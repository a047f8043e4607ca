package dev.loopbridge.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.concurrent.Tasks;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A log whose appender throws: no subscriber is left without an end, and no thread with a loop. */
class LogFaultsTest {
    private final Logger logger = Logger.getLogger("dev.loopbridge.loop");
    private final Handler fullDisk = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            throw new IllegalStateException("disk full");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void fill() {
        logger.setUseParentHandlers(false);
        logger.addHandler(fullDisk);
    }

    @AfterEach
    void empty() {
        logger.removeHandler(fullDisk);
        logger.setUseParentHandlers(true);
    }

    /** Its failure is nobody's, and the log's at the close. */
    private static void failAside() {
        EventLoops.getRunningLoop().createTask(() -> {
            throw new IllegalStateException("child");
        });
        Tasks.yieldNow();
    }

    @Test
    void mono_ofABodyThatLeavesAFailure_ends() {
        Recorder<Integer> recorder = Recorder.ofAll();

        LoopMono.run(() -> {
                    failAside();
                    return 1;
                })
                .subscribe(recorder);

        recorder.assertCompleted();
        assertThat(EventLoops.inLoop()).isFalse();
    }

    @Test
    void flux_ofABodyThatLeavesAFailureDrivenByAnotherThread_ends() throws Exception {
        Recorder<Integer> recorder = Recorder.onSubscribe(subscription -> subscription.request(1));
        Flux<Integer> flux = LoopFlux.run(out -> {
            failAside();
            out.emit(1);
            out.emit(2);
        });
        flux.subscribe(recorder);
        boolean[] clean = {false};

        Thread driver = new Thread(() -> {
            recorder.subscription().request(5);
            clean[0] = EventLoops.<Integer>run(() -> 1) == 1;
        });
        driver.start();

        assertThat(recorder.ended.await(10, TimeUnit.SECONDS)).isTrue();
        driver.join(10_000);
        recorder.assertCompleted();
        assertThat(clean[0]).isTrue();
    }
}
