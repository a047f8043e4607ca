package dev.loopbridge.loop.golden;

import static dev.loopbridge.loop.Await.await;
import static dev.loopbridge.loop.golden.World.ms;
import static dev.loopbridge.loop.golden.World.sleep;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.Tasks;
import java.util.concurrent.TimeUnit;

final class ThreadsafeScenarios {
    private ThreadsafeScenarios() {}

    static void ts_wakes_loop(World w) throws Exception {
        EventLoop loop = w.loop();
        Thread home = Thread.currentThread();
        loop.callLater(ms(30_000), () -> w.t("never"));
        Thread poster = World.start("poster", () -> {
            World.block(10);
            loop.callSoonThreadsafe(() -> {
                w.t("woken");
                w.t("loopThread", Thread.currentThread() == home);
                loop.stop();
            });
        });
        long start = System.nanoTime();
        loop.runForever();
        w.t("inTime", System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
        poster.join();
    }

    static void ts_fifo(World w) throws Exception {
        EventLoop loop = w.loop();
        post(w, 1, 3);
        World.inThread("other", () -> {
            post(w, 4, 6);
            loop.callSoonThreadsafe(loop::stop);
        });
        loop.runForever();
    }

    private static void post(World w, int first, int last) {
        for (int i = first; i <= last; i++) {
            String number = String.valueOf(i);
            w.loop().callSoonThreadsafe(() -> w.t(number));
        }
    }

    /** A body's own thread has no name that matters; that of its loop's callbacks has. */
    static void ts_run_coroutine(World w) throws Exception {
        EventLoop loop = w.loop();
        Thread home = World.start("loop", loop::runForever);
        Task<String> a = loop.submit(() -> {
            sleep(5);
            LoopFuture<String> name = loop.createFuture();
            EventLoops.getRunningLoop()
                    .callSoon(() -> name.setResult(Thread.currentThread().getName()));
            return await(name);
        });
        w.attempt("a", a::get);
        Task<Object> b = loop.submit(() -> {
            throw new Boom("x");
        });
        w.attempt("b", b::get);
        loop.callSoonThreadsafe(loop::stop);
        home.join();
    }

    static void ts_get_timeout(World w) throws Exception {
        EventLoop loop = w.loop();
        Thread home = World.start("loop", loop::runForever);
        LoopFuture<Integer> gate = loop.createFuture();
        Task<String> task = loop.submit(() -> {
            await(gate);
            return "late";
        });
        w.attempt("get", () -> task.get(10, TimeUnit.MILLISECONDS));
        w.t("done", task.isDone());
        loop.callSoonThreadsafe(() -> gate.setResult(0));
        w.attempt("get", task::get);
        loop.callSoonThreadsafe(loop::stop);
        home.join();
    }

    static void ts_closed(World w) throws Exception {
        EventLoop loop = w.loop();
        loop.close();
        World.inThread("other", () -> {
            w.attempt("callSoonThreadsafe", () -> loop.callSoonThreadsafe(() -> {}));
            w.attempt("runCoroutineThreadsafe", () -> loop.submit(World.body(() -> w.t("never"))));
        });
    }

    static void ts_cancel_handle(World w) {
        EventLoop loop = w.loop();
        Handle h = loop.callSoonThreadsafe(() -> w.t("never"));
        loop.callSoonThreadsafe(() -> {
            w.t("ran");
            loop.stop();
        });
        h.cancel();
        loop.runForever();
        w.t("cancelled", h.isCancelled());
    }

    static void ts_executor(World w) {
        Thread[] home = {null};
        w.loop().callSoon(() -> home[0] = Thread.currentThread());
        w.main(() -> {
            w.attempt("offThread", () -> await(Tasks.inExecutor(() -> Thread.currentThread() != home[0])));
            w.attempt(
                    "error",
                    () -> await(Tasks.inExecutor(() -> {
                        throw new Boom("x");
                    })));
            w.t("back", w.loop().inLoop());
        });
    }
}
