package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.golden.CapturedLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The semantics' rows 4.1 to 4.4: what becomes of an error that a callback throws, each trace that of CPython. */
class ExceptionHandlerTest {
    private final Traced trace = new Traced();
    private LoopExceptionHandler handler = (of, context) -> {};

    private final EventLoop loop = EventLoop.builder()
            .name("api")
            .exceptionHandler((of, context) -> handler.handle(of, context))
            .build();

    private void iterate() {
        loop.stop();
        loop.runForever();
        trace.add("|");
    }

    private static Runnable throwing(String message) {
        return () -> {
            throw new IllegalStateException(message);
        };
    }

    private void next() {
        loop.callSoon(() -> trace.add("next"));
    }

    @Test
    void handler_always_getsTheLoopTheErrorAndTheHandleAtOnce() {
        handler = (of, context) -> trace.add((of == loop) + " " + Traced.text(context.exception()));
        loop.callSoon(throwing("callback"));
        loop.callLater(Duration.ZERO, throwing("timer"));
        LoopFuture<Integer> future = loop.createFuture();
        future.addDoneCallback(done -> throwing("done callback").run());
        future.setResult(0);
        next();

        iterate();

        assertThat(trace.lines())
                .containsExactly(
                        "true IllegalStateException: callback",
                        "true IllegalStateException: done callback",
                        "next",
                        "true IllegalStateException: timer",
                        "|");
    }

    @Test
    void handler_forATimer_getsItsHandle() {
        Object[] got = {null, null};
        handler = (of, context) -> {
            got[0] = context.message();
            got[1] = context.details().get("handle");
        };
        Handle timer = loop.callLater(Duration.ZERO, throwing("timer"));

        iterate();

        assertThat(got).containsExactly("Exception in callback " + timer, timer);
    }

    @Test
    void handler_throwing_isLoggedWithWhatItWasCalledForAndTheIterationGoesOn() {
        handler = (of, context) -> {
            throw new IllegalArgumentException("in handler");
        };
        Handle failing = loop.callSoon(throwing("callback"));
        next();

        List<CapturedLog.Entry> logged = iterateAndLog();

        assertThat(logged).singleElement().satisfies(entry -> {
            assertThat(entry.level()).isEqualTo("ERROR");
            assertThat(entry.lines())
                    .containsExactly(
                            "Unhandled error in exception handler", "context: Exception in callback " + failing);
            assertThat(entry.error()).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThat(entry.error().getSuppressed()).singleElement().asString().endsWith(": callback");
        });
        assertThat(trace.lines()).containsExactly("next", "|");
    }

    @Test
    void handler_throwingAtTheClose_isLoggedAndTheCloseGoesOn() {
        handler = (of, context) -> {
            throw new IllegalArgumentException("in handler");
        };
        loop.onClose(closed -> throwing("listener").run());
        loop.onClose(closed -> trace.add("the next listener"));

        List<CapturedLog.Entry> logged;
        try (CapturedLog log = new CapturedLog()) {
            loop.close();
            logged = log.records();
        }

        assertThat(logged).singleElement().satisfies(entry -> {
            assertThat(entry.lines().get(0)).isEqualTo("Unhandled error in exception handler");
            assertThat(entry.lines().get(1)).startsWith("context: Exception in close listener ");
            assertThat(entry.error()).hasMessage("in handler");
            assertThat(entry.error().getSuppressed()).singleElement().asString().endsWith(": listener");
        });
        assertThat(trace.lines()).containsExactly("the next listener");
    }

    private List<CapturedLog.Entry> iterateAndLog() {
        try (CapturedLog log = new CapturedLog()) {
            iterate();
            return log.records();
        }
    }

    @Test
    void handler_rethrowingWhatItGot_isLoggedOnce() {
        handler = (of, context) -> {
            throw (RuntimeException) context.exception();
        };
        loop.callSoon(throwing("callback"));
        next();

        List<CapturedLog.Entry> logged = iterateAndLog();

        assertThat(logged).singleElement().satisfies(entry -> {
            assertThat(entry.error()).hasMessage("callback").hasNoSuppressedExceptions();
        });
        assertThat(trace.lines()).containsExactly("next", "|");
    }

    /** CPython logs nothing here, and chains what the handler was called for to what it threw. */
    @Test
    void handler_throwingAFatalError_tearsThroughAndKeepsTheRest() {
        Error fatal = new Error("in handler");
        handler = (of, context) -> {
            throw fatal;
        };
        loop.callSoon(throwing("callback"));
        next();

        try (CapturedLog log = new CapturedLog()) {
            assertThat(catchThrowable(loop::runForever)).isSameAs(fatal);
            assertThat(log.records())
                    .singleElement()
                    .extracting(CapturedLog.Entry::error)
                    .isSameAs(fatal);
        }
        assertThat(fatal.getSuppressed()).singleElement().asString().endsWith(": callback");
        assertThat(loop.isRunning()).isFalse();
        assertThat(trace.lines()).isEmpty();
        iterate();

        assertThat(trace.lines()).containsExactly("next", "|");
    }

    @Test
    void handler_queueingAndStopping_actsAsAnyCallback() {
        handler = (of, context) -> {
            trace.add("handler");
            of.callSoon(() -> trace.add("queued"));
            of.stop();
        };
        loop.callSoon(throwing("callback"));
        next();

        loop.runForever();
        trace.add("stopped");
        iterate();

        assertThat(trace.lines()).containsExactly("handler", "next", "stopped", "queued", "|");
    }

    @Test
    void callback_throwingCancelledError_isReportedAsAnyOther() {
        handler = (of, context) -> trace.add(Traced.text(context.exception()));
        loop.callSoon(() -> {
            throw new CancelledError("of a callback");
        });
        next();

        iterate();

        assertThat(trace.lines()).containsExactly("CancelledError: of a callback", "next", "|");
    }

    @Test
    void taskFailing_withAnAwaiter_isNotReported() {
        handler = (of, context) -> trace.add("reported");
        Task<Integer> failing = loop.createTask(() -> {
            throw new IllegalStateException("body");
        });

        trace.attempt("run", () -> loop.runUntilComplete(() -> await(failing)));
        loop.close();

        assertThat(trace.lines()).containsExactly("run!IllegalStateException: body");
    }

    @Test
    void defaultHandler_always_logsOneErrorWithTheParties() {
        EventLoop silent = EventLoop.create();
        Handle failing = silent.callSoon(throwing("callback"));
        try (CapturedLog log = new CapturedLog()) {
            silent.stop();
            silent.runForever();

            assertThat(log.records()).singleElement().satisfies(entry -> {
                assertThat(entry.level()).isEqualTo("ERROR");
                assertThat(entry.lines()).containsExactly("Exception in callback " + failing, "handle: " + failing);
                assertThat(entry.error()).hasMessage("callback");
            });
        }
    }
}
