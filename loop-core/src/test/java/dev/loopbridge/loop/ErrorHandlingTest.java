package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.LoopExceptionHandler.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Section 4 of the semantics, rule by rule. */
class ErrorHandlingTest {
    private final CapturedLog log = new CapturedLog();
    private final Exception failure = new Exception("failing");
    private final List<Object> trace = new ArrayList<>();

    @AfterEach
    void restoreTheLog() {
        log.close();
    }

    private static EventLoop with(LoopExceptionHandler handler) {
        return EventLoop.builder().name("api").exceptionHandler(handler).build();
    }

    private static void spin(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    private static Map<String, Object> backwards() {
        Map<String, Object> details = new LinkedHashMap<>();
        for (String key : List.of("task", "handle", "future", "extra", "context", "asyncgen")) {
            details.put(key, "the " + key);
        }
        return details;
    }

    @Test
    void callExceptionHandler_handlerSet_givesItTheVeryContextAtOnce() {
        EventLoop loop = with((of, context) -> trace.addAll(List.of(of, context)));
        Context context = new Context("message", failure, Map.of());
        loop.callSoon(() -> {
            loop.callExceptionHandler(context);
            trace.add("after");
        });

        spin(loop);

        assertThat(trace).hasSize(3);
        assertThat(trace.get(0)).isSameAs(loop);
        assertThat(trace.get(1)).isSameAs(context);
        assertThat(trace.get(2)).isEqualTo("after");
        assertThat(log.records()).isEmpty();
    }

    @Test
    void callExceptionHandler_noHandlerSet_logsOneRecord() {
        EventLoop loop = EventLoop.create();

        loop.callExceptionHandler(new Context("message", failure, backwards()));

        assertThat(log.messages(Level.SEVERE))
                .containsExactly("message\nasyncgen: the asyncgen\ncontext: the context\nextra: the extra\n"
                        + "future: the future\nhandle: the handle\ntask: the task");
        assertThat(log.records().get(0).getThrown()).isSameAs(failure);
    }

    @Test
    void logging_asAHandler_logsAsTheDefaultDoes() {
        EventLoop loop = with((of, context) -> {
            trace.add(context.message());
            LoopExceptionHandler.logging().handle(of, context);
        });

        loop.callExceptionHandler(new Context("message", null, Map.of("handle", "the handle")));

        assertThat(trace).containsExactly("message");
        assertThat(log.messages(Level.SEVERE)).containsExactly("message\nhandle: the handle");
        assertThat(log.records().get(0).getThrown()).isNull();
    }

    @Test
    void callExceptionHandler_null_isRefusedByName() {
        assertThatThrownBy(() -> EventLoop.create().callExceptionHandler(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("context");
        assertThatThrownBy(() -> EventLoop.builder().exceptionHandler(null))
                .isExactlyInstanceOf(NullPointerException.class)
                .hasMessage("handler");
    }

    @Test
    void callExceptionHandler_handlerThrowing_logsBoth() {
        IllegalStateException second = new IllegalStateException("handler failing");
        EventLoop loop = with((of, context) -> {
            throw second;
        });

        loop.callExceptionHandler(new Context("message", failure, Map.of()));

        assertThat(log.messages(Level.SEVERE))
                .containsExactly("Unhandled error in exception handler\ncontext: message");
        assertThat(log.records().get(0).getThrown()).isSameAs(second);
        assertThat(second.getSuppressed()).containsExactly(failure);
    }

    @Test
    void callback_failingWithAThrowingHandler_doesNotStopTheIteration() {
        EventLoop loop = with((of, context) -> {
            throw new IllegalStateException("handler failing");
        });
        loop.callSoon(() -> {
            throw new IllegalStateException("failing");
        });
        loop.callSoon(() -> trace.add("next"));

        spin(loop);

        assertThat(trace).containsExactly("next");
        assertThat(log.messages(Level.SEVERE)).hasSize(1);
    }

    @Test
    void callback_failingWithAFatalHandler_tearsThrough() {
        Error fatal = new Error("fatal");
        EventLoop loop = with((of, context) -> {
            throw fatal;
        });
        loop.callSoon(() -> {
            throw new IllegalStateException("failing");
        });
        loop.callSoon(() -> trace.add("rest"));

        assertThat(catchThrowable(loop::runForever)).isSameAs(fatal);
        assertThat(trace).isEmpty();
        spin(loop);

        assertThat(trace).containsExactly("rest");
    }

    @Test
    void callback_failing_isReportedWithItsHandle() {
        List<Context> reports = new ArrayList<>();
        EventLoop loop = with((of, context) -> reports.add(context));
        IllegalStateException error = new IllegalStateException("failing");
        Handle handle = loop.callSoon(() -> {
            throw error;
        });

        spin(loop);

        assertThat(reports)
                .containsExactly(new Context("Exception in callback " + handle, error, Map.of("handle", handle)));
    }

    @Test
    void contextOf_always_hasTheDefaultMessage() {
        assertThat(Context.of(failure, Map.of("task", "the task")))
                .isEqualTo(new Context("Unhandled exception in event loop", failure, Map.of("task", "the task")));
        assertThat(Context.of(null, Map.of()).exception()).isNull();
    }

    @Test
    void details_always_areACopyThatNobodyChanges() {
        Map<String, Object> details = backwards();
        Context context = new Context("message", failure, details);
        details.clear();

        assertThat(context.details()).hasSize(6);
        assertThatThrownBy(() -> context.details().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void details_always_areSortedByKey() {
        assertThat(new Context("message", failure, backwards()).details().keySet())
                .containsExactlyElementsOf(Stream.of("asyncgen", "context", "extra", "future", "handle", "task")
                        .toList());
    }
}
