package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may be changed of a loop that is on its way: its exception handler, and debug mode. */
class LivingLoopSettingsTest {
    private final List<String> first = new ArrayList<>();
    private final List<String> second = new ArrayList<>();
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static void fail(String message) {
        throw new IllegalStateException(message);
    }

    @Test
    void setExceptionHandler_whileTheLoopRuns_takesWhatComesNext() {
        LoopExceptionHandler next =
                (where, context) -> second.add(context.exception().getMessage());
        EventLoop loop = EventLoop.builder()
                .exceptionHandler(
                        (where, context) -> first.add(context.exception().getMessage()))
                .build();
        loop.callSoon(() -> fail("a"));
        loop.callSoon(() -> loop.setExceptionHandler(next));
        loop.callSoon(() -> fail("b"));
        loop.callSoon(loop::stop);

        loop.runForever();

        assertThat(first).containsExactly("a");
        assertThat(second).containsExactly("b");
        assertThat(loop.getExceptionHandler()).isSameAs(next);
    }

    @Test
    void setExceptionHandler_null_logsFromThereOn() {
        EventLoop loop = EventLoop.builder()
                .exceptionHandler((where, context) -> first.add(context.message()))
                .build();

        loop.setExceptionHandler(null);
        loop.callExceptionHandler(new LoopExceptionHandler.Context("told", null, Map.of()));

        assertThat(log.messages(Level.SEVERE)).containsExactly("told");
        assertThat(first).isEmpty();
        assertThat(loop.getExceptionHandler()).isNull();
    }

    @Test
    void setDebug_onALivingLoop_watchesWhatIsScheduledFromThereOn() {
        EventLoop loop =
                EventLoop.builder().slowCallbackThreshold(Duration.ZERO).build();
        Runnable named = new Runnable() {
            @Override
            public void run() {}

            @Override
            public String toString() {
                return "named";
            }
        };
        loop.execute(named);

        loop.setDebug(true);
        loop.execute(named);
        boolean whileOn = loop.isDebug();
        loop.setDebug(false);
        loop.execute(named);
        loop.stop();
        loop.runForever();

        assertThat(whileOn).isTrue();
        assertThat(loop.isDebug()).isFalse();
        assertThat(log.messages(Level.WARNING))
                .singleElement()
                .asString()
                .startsWith("Executing <Handle named created at LivingLoopSettingsTest.java:");
    }
}
