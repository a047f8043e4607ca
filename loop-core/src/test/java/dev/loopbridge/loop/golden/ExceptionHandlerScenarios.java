package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopExceptionHandler.Context;
import dev.loopbridge.loop.Task;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** A loop's handler is set in its builder, for good; the world's forwards to what a scenario sets. */
final class ExceptionHandlerScenarios {
    private ExceptionHandlerScenarios() {}

    static String keys(Context context) {
        TreeSet<String> keys = new TreeSet<>(context.details().keySet());
        keys.add("message");
        if (context.exception() != null) {
            keys.add("exception");
        }
        return "keys=" + Trace.render(keys) + " error=" + Trace.render(context.exception());
    }

    private static Runnable throwing(String message) {
        return () -> {
            throw new Boom(message);
        };
    }

    static void eh_callback_context(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            Handle[] h = {null};
            w.handler((on, context) -> {
                w.t("loop", on == loop);
                w.t(keys(context));
                w.t("msg", context.message().startsWith("Exception in callback"));
                w.t("handle", context.details().get("handle") == h[0]);
            });
            h[0] = loop.callSoon(throwing("x"));
            yield_();
        });
    }

    static void eh_handler_throws(World w) {
        EventLoop loop = w.loop();
        w.handler((on, context) -> {
            throw new Boom("in handler");
        });
        try (CapturedLog log = new CapturedLog()) {
            w.main(() -> {
                loop.callSoon(throwing("orig"));
                loop.callSoon(() -> w.t("next"));
                yield_();
            });
            log.records()
                    .forEach(record ->
                            w.t(record.level() + " " + record.firstLine() + " " + Trace.render(record.error())));
        }
    }

    static void eh_replace_in_iteration(World w) {
        EventLoop loop = w.loop();
        w.main(() -> {
            w.handler((on, context) -> w.t("A " + Trace.render(context.exception())));
            loop.callSoon(throwing("1"));
            loop.callSoon(() -> w.handler((on, context) -> w.t("B " + Trace.render(context.exception()))));
            loop.callSoon(throwing("2"));
            yield_();
        });
    }

    /** What nobody received is reported by the close: it stands for the collection that the scenario forces. */
    static void eh_retrieved_not_reported(World w) {
        w.handler((on, context) -> w.t("reported"));
        w.main(() -> {
            Task<Object> a = w.spawn(throwing("x")::run);
            Task<Object> b = w.spawn(throwing("x")::run);
            Task<Object> c = w.spawn(throwing("x")::run);
            w.attempt("a", () -> await(a));
            yield_();
            w.attempt("b", b::exception);
            w.attempt("c", c::result);
        });
        w.loop().close();
        w.t("end");
    }

    static void eh_debug_thread_check(World w) throws Exception {
        EventLoop loop = w.newLoop(EventLoop.builder().debug(true));
        loop.runUntilComplete(World.body(() -> World.inThread("other", () -> {
            attemptOk(w, "callSoon", () -> loop.callSoon(() -> {}));
            attemptOk(w, "callLater", () -> loop.callLater(World.ms(0), () -> {}));
            attemptOk(w, "callSoonThreadsafe", () -> loop.callSoonThreadsafe(() -> {}));
        })));
        World.inThread("other", () -> attemptOk(w, "idle callSoon", () -> loop.callSoon(() -> {})));
    }

    private static void attemptOk(World w, String key, Callable<Handle> call) {
        w.attempt(key, () -> {
            call.call();
            return "ok";
        });
    }

    static void eh_set_get(World w) {
        EventLoop loop = w.loop();
        w.handler(null);
        w.t("none", w.handler() == null);
        Context custom = new Context("custom", null, Map.of());
        LoopExceptionHandler handler = (on, context) -> {
            w.t("H " + context.message());
            w.t("same", context == custom);
        };
        w.handler(handler);
        w.t("set", w.handler() == handler);
        loop.callExceptionHandler(custom);
        w.t("after call");
        w.handler(LoopExceptionHandler.logging());
        try (CapturedLog log = new CapturedLog()) {
            loop.callExceptionHandler(new Context("to log", null, Map.of()));
            log.records().forEach(record -> w.t(record.level() + " " + record.firstLine()));
        }
    }

    static void eh_default_message(World w) {
        w.handler(LoopExceptionHandler.logging());
        try (CapturedLog log = new CapturedLog()) {
            w.loop().callExceptionHandler(Context.of(new Boom("e"), Map.of("zeta", 1, "alpha", 2)));
            log.records().forEach(record -> {
                w.t(record.level());
                record.lines().forEach(w::t);
            });
        }
    }

    /** What forces the collection in Python is the close of the loop here: the explicit check of a JVM. */
    static void eh_never_retrieved(World w) {
        EventLoop loop = w.loop();
        w.handler((on, context) -> w.t(keys(context) + " " + context.message()));
        w.main(() -> {
            w.spawn(() -> {
                throw new Boom("lost");
            });
            yield_(2);
        });
        loop.close();
        w.t("end");
    }

    static void eh_slow_callback(World w) {
        w.t("default", EventLoop.Builder.SLOW_CALLBACK_THRESHOLD.toMillis());
        EventLoop loop = w.newLoop(EventLoop.builder().debug(true).slowCallbackThreshold(World.ms(10)));
        try (CapturedLog log = new CapturedLog()) {
            loop.runUntilComplete(World.body(() -> {
                loop.callSoon(() -> World.block(25));
                yield_(2);
            }));
            CapturedLog.Entry first = log.records().stream()
                    .filter(record -> record.level().equals("WARNING"))
                    .findFirst()
                    .orElseThrow();
            w.t("WARNING " + first.firstLine().startsWith("Executing") + " "
                    + first.firstLine().contains("took"));
        }
    }
}
