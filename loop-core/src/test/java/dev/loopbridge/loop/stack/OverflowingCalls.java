package dev.loopbridge.loop.stack;

import dev.loopbridge.loop.CloseReport;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.Handle;
import dev.loopbridge.loop.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program that makes each call at every depth at which the stack ends within it, and says whether the loop outlived it. In a
 * JVM of its own, for the options; prints a line for each call.
 */
public final class OverflowingCalls {
    private static final long STACK_BYTES = 180_000;

    /** Calls in a row that find stack enough: then the end of the stack is far away. */
    private static final int SAFE = 6;

    /** Frames get smaller as they are compiled. */
    private static final int MARGIN = 64;

    private static final Duration FAR = Duration.ofHours(1);

    private OverflowingCalls() {}

    /** One of the loop's methods; {@code ran} is counted up by what it hands in. */
    private interface Call {
        void make(EventLoop loop, Runnable ran) throws Exception;
    }

    private record Entry(String name, boolean onLoop, boolean runs, Call call) {}

    private static List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        for (boolean onLoop : new boolean[] {false, true}) {
            all.add(new Entry("execute", onLoop, true, EventLoop::execute));
            all.add(new Entry("callSoonThreadsafe", onLoop, true, EventLoop::callSoonThreadsafe));
            all.add(new Entry("callSoon", onLoop, true, EventLoop::callSoon));
            all.add(new Entry("callLater", onLoop, true, (loop, ran) -> loop.callLater(Duration.ZERO, ran)));
            all.add(new Entry("callAt", onLoop, true, (loop, ran) -> loop.callAt(0, ran)));
            all.add(new Entry("callLater, far", onLoop, false, (loop, ran) -> loop.callLater(FAR, ran)));
            all.add(new Entry(
                    "submit",
                    onLoop,
                    true,
                    (loop, ran) -> loop.submit(() -> {
                        ran.run();
                        return 0;
                    })));
            all.add(new Entry(
                    "createTask",
                    onLoop,
                    true,
                    (loop, ran) -> loop.createTask(() -> {
                        ran.run();
                        return 0;
                    })));
            all.add(new Entry("cancel of a handle", onLoop, false, (loop, ran) -> {
                Handle handle = loop.callSoonThreadsafe(() -> {});
                handle.cancel();
            }));
            all.add(new Entry(
                    "cancel of a timer",
                    onLoop,
                    false,
                    (loop, ran) -> loop.callLater(FAR, ran).cancel()));
            all.add(new Entry("cancel of a task", onLoop, false, (loop, ran) -> {
                Task<Integer> task = loop.submit(() -> 0);
                task.cancel();
            }));
        }
        all.add(new Entry(
                "addDoneCallback",
                /* onLoop= */ true,
                false,
                (loop, ran) -> loop.createFuture().addDoneCallback(done -> ran.run())));
        return all;
    }

    /** @param args none; the property {@code pads} says how many sizes of frame to vary the depth by */
    public static void main(String[] args) throws Exception {
        for (Entry entry : entries()) {
            int overflows = 0;
            for (int pad = 0; pad < Integer.getInteger("pads", 2); pad++) {
                overflows += new Search(entry, pad).search();
            }
            System.out.println(entry.name + (entry.onLoop ? " on the loop" : "") + ": "
                    + (overflows > 0 ? "outlived" : "never overflowed"));
        }
        for (int pad = 0; pad < 2; pad++) {
            shutdownAtEveryDepth(pad);
        }
        System.out.println("shutdown: outlived");
        System.exit(0);
    }

    private static void shutdownAtEveryDepth(int pad) throws Exception {
        int safe = 0;
        for (int depth = Depth.ofOverflow(STACK_BYTES, pad) + MARGIN; depth >= 0 && safe < SAFE; depth--) {
            SmallLoop small = new SmallLoop(STACK_BYTES);
            small.mustServe("its start");
            int at = depth;
            boolean[] overflowed = {false};
            Thread caller = new Thread(
                    null,
                    () -> overflowed[0] = Depth.overflows(at, pad, () -> small.loop.shutdown(Duration.ZERO)),
                    "caller",
                    STACK_BYTES);
            caller.start();
            caller.join();
            small.mustClose("shutdown at depth " + depth);
            safe = overflowed[0] ? 0 : safe + 1;
        }
    }

    /** One call, from the depth that nothing can be called at up to where it fits. */
    private static final class Search {
        private final Entry entry;
        private final int pad;
        private final SmallLoop small = new SmallLoop(STACK_BYTES);
        private final AtomicInteger ran = new AtomicInteger();
        private int returned;
        private int overflows;

        Search(Entry entry, int pad) {
            this.entry = entry;
            this.pad = pad;
        }

        int search() throws Exception {
            int deep = Depth.ofOverflow(STACK_BYTES, pad);
            while (!isOverflowing(deep)) {
                deep += MARGIN;
            }
            int safe = 0;
            for (int depth = deep; depth >= 0 && safe < SAFE; depth--) {
                safe = isOverflowing(depth) ? 0 : safe + 1;
                small.mustServe(entry.name + " at depth " + depth);
            }
            small.mustServe(entry.name); // and once more, for a task, which needs two iterations
            small.mustServe(entry.name);
            if (entry.runs && (ran.get() < returned || ran.get() > returned + overflows)) {
                SmallLoop.fail(
                        entry.name + ": " + returned + " returned, " + overflows + " overflowed, and ran " + ran);
            }
            CloseReport report = small.mustClose(entry.name);
            if (report.tasksFailed() > 0 || report.tasksCancelled() > 0) {
                SmallLoop.fail(entry.name + " left tasks behind: " + report);
            }
            return overflows;
        }

        private boolean isOverflowing(int depth) throws Exception {
            boolean[] overflowed = {false};
            Runnable dive = () -> overflowed[0] = Depth.overflows(depth, pad, () -> {
                entry.call.make(small.loop, ran::incrementAndGet);
                returned++;
            });
            if (entry.onLoop) {
                CountDownLatch made = new CountDownLatch(1);
                small.loop.execute(() -> {
                    dive.run();
                    made.countDown();
                });
                if (!made.await(SmallLoop.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    SmallLoop.fail(entry.name + " keeps the loop");
                }
            } else {
                Thread caller = new Thread(null, dive, "caller", STACK_BYTES);
                caller.start();
                caller.join();
            }
            overflows += overflowed[0] ? 1 : 0;
            return overflowed[0];
        }
    }
}
