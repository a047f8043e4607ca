package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.yield_;

import dev.loopbridge.loop.stream.AsyncIterator;
import java.util.ArrayList;
import java.util.List;

final class AsyncIteratorScenarios {
    private AsyncIteratorScenarios() {}

    static void ag_basic(World w) {
        w.main(() -> {
            AsyncIterator<Integer> g = AsyncIterator.of(out -> {
                w.t("g1");
                out.emit(1);
                yield_();
                w.t("g2");
                out.emit(2);
                w.t("g3");
            });
            while (g.next()) {
                w.t("got " + g.current());
            }
            w.t("end");
        });
    }

    /** {@code T? next}: the end is an error in Python, and here the answer false. */
    private static void next(World w, AsyncIterator<?> g) {
        w.attempt("next", () -> {
            if (!g.next()) {
                throw new StopAsyncIteration();
            }
            return g.current();
        });
    }

    private static final class StopAsyncIteration extends Exception {}

    static void ag_aclose(World w) {
        w.main(() -> {
            AsyncIterator<Integer> g = AsyncIterator.of(out -> {
                try {
                    out.emit(1);
                    out.emit(2);
                } finally {
                    w.t("cleanup");
                    yield_();
                    w.t("cleaned");
                }
            });
            next(w, g);
            g.finish();
            w.t("closed");
            next(w, g);
            w.attemptTo("aclose", g::finish);
        });
    }

    static void ag_aclose_unstarted(World w) {
        w.main(() -> {
            AsyncIterator<Integer> g = AsyncIterator.of(out -> {
                try {
                    w.t("body");
                    out.emit(1);
                } finally {
                    w.t("finally");
                }
            });
            w.attemptTo("aclose", g::finish);
            next(w, g);
        });
    }

    static void ag_shutdown(World w) {
        w.main(() -> {
            List<String> records = new ArrayList<>();
            AsyncIterator<Integer> a = recording("a", records);
            AsyncIterator<Integer> b = recording("b", records);
            AsyncIterator<Integer> c = recording("c", records);
            AsyncIterator<Integer> d = recording("d", records);
            a.next();
            b.next();
            while (d.next()) {
                d.current();
            }
            w.t(Trace.render(records));
            records.clear();
            await(AsyncIterator.finishAll(w.loop()));
            w.t(Trace.render(records.stream().sorted().toList()));
            c.finish();
        });
    }

    private static AsyncIterator<Integer> recording(String name, List<String> records) {
        return AsyncIterator.of(out -> {
            try {
                out.emit(1);
                out.emit(2);
            } finally {
                yield_();
                records.add(name);
            }
        });
    }

    static void ag_shutdown_error(World w) {
        w.handler((loop, context) -> w.t(ExceptionHandlerScenarios.keys(context) + " "
                + context.message().startsWith("an error occurred during closing of asynchronous generator")));
        w.main(() -> {
            AsyncIterator<Integer> g = AsyncIterator.of(out -> {
                try {
                    out.emit(1);
                } finally {
                    cleanUp();
                }
            });
            g.next();
            w.attempt("shutdown", () -> await(AsyncIterator.finishAll(w.loop())));
        });
    }

    private static void cleanUp() {
        throw new Boom("close");
    }

    static void ag_error_ends(World w) {
        w.main(() -> {
            AsyncIterator<Integer> g = AsyncIterator.of(out -> {
                out.emit(1);
                throw new Boom("g");
            });
            next(w, g);
            next(w, g);
            next(w, g);
        });
    }
}
