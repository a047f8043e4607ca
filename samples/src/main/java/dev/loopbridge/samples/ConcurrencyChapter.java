package dev.loopbridge.samples;

import static dev.loopbridge.loop.Await.await;

import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.LoopLocal;
import dev.loopbridge.loop.Task;
import dev.loopbridge.loop.concurrent.ExceptionGroup;
import dev.loopbridge.loop.concurrent.LoopQueue;
import dev.loopbridge.loop.concurrent.LoopSemaphore;
import dev.loopbridge.loop.concurrent.ReturnWhen;
import dev.loopbridge.loop.concurrent.TaskGroup;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.testing.VirtualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Many coroutines of one loop: waiting for several, limits, groups, hand-over, locals, iterators; all in virtual time. */
final class ConcurrencyChapter {
    private static final LoopLocal<String> REQUEST = LoopLocal.withDefault("none");

    private ConcurrencyChapter() {}

    static void tell(Narrator narrator) {
        narrator.chapter("Many coroutines, one loop, and time that jumps");
        try (VirtualEventLoop time = VirtualEventLoop.create()) {
            EventLoop loop = time.loop();
            narrator.expect(
                    "gather() gives results in order of the arguments", List.of("slow", "fast"), () -> gather(loop));
            narrator.expect(
                    "wait(FIRST_COMPLETED) leaves the others running", "1 done, 1 pending", () -> firstOf(loop));
            narrator.expectError(
                    "waitFor() cancels what takes too long, and waits for its clean-up",
                    TimeoutException.class,
                    "not done within PT1S",
                    () -> late(loop));
            narrator.expect("shield() keeps it alive", "late, but done", () -> shielded(loop));
            narrator.expect("a group fails as a whole", "one failed, the other was cancelled", () -> group(loop));
            narrator.expect("a semaphore lets two in at a time", 2, () -> atMost(loop));
            narrator.expect("a queue hands over in order", List.of(1, 2, 3), () -> handOver(loop));
            narrator.expect("a task keeps its creator's locals", "request 42", () -> locals(loop));
            narrator.expect("an iterator is pulled, and finishes cleanly", List.of(3, 2, 0), () -> iterate(loop));
            narrator.expect("no wait took any time: the loop's clock jumped", true, () -> loop.time() > 0);
        }
    }

    private static String after(Duration delay, String result) {
        return await(Tasks.sleep(delay, result));
    }

    private static List<String> gather(EventLoop loop) {
        return loop.runUntilComplete(() -> await(
                Tasks.gather(() -> after(Duration.ofSeconds(2), "slow"), () -> after(Duration.ofSeconds(1), "fast"))));
    }

    private static String firstOf(EventLoop loop) {
        return loop.runUntilComplete(() -> {
            Task<String> fast = loop.createTask(() -> after(Duration.ofSeconds(1), "fast"));
            Task<String> slow = loop.createTask(() -> after(Duration.ofSeconds(2), "slow"));
            var result = Tasks.wait(List.of(fast, slow), ReturnWhen.FIRST_COMPLETED);
            await(slow);
            return result.done().size() + " done, " + result.pending().size() + " pending";
        });
    }

    private static String late(EventLoop loop) {
        return loop.runUntilComplete(
                () -> Tasks.waitFor(() -> after(Duration.ofSeconds(5), "late"), Duration.ofSeconds(1)));
    }

    private static String shielded(EventLoop loop) {
        return loop.runUntilComplete(() -> {
            Task<String> slow = loop.createTask(() -> after(Duration.ofSeconds(5), "done"));
            try {
                return Tasks.waitFor(Tasks.shield(slow), Duration.ofSeconds(1));
            } catch (TimeoutException late) {
                return "late, but " + await(slow);
            }
        });
    }

    private static String group(EventLoop loop) {
        return loop.runUntilComplete(() -> {
            TaskGroup group = new TaskGroup();
            List<Task<String>> tasks = new ArrayList<>();
            try {
                return group.run(() -> {
                    tasks.add(group.createTask(() -> after(Duration.ofHours(1), "for ever")));
                    tasks.add(group.createTask(() -> {
                        throw new IllegalStateException("failed");
                    }));
                    return "all done";
                });
            } catch (ExceptionGroup failed) {
                return "one " + failed.exceptions().get(0).getMessage()
                        + (tasks.get(0).isCancelled() ? ", the other was cancelled" : "");
            }
        });
    }

    private static int atMost(EventLoop loop) {
        LoopSemaphore two = new LoopSemaphore(2);
        int[] inside = {0, 0};
        return loop.runUntilComplete(() -> {
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                tasks.add(loop.createTask(() -> two.with(() -> {
                    inside[0]++;
                    inside[1] = Math.max(inside[0], inside[1]);
                    String result = after(Duration.ofSeconds(1), "done");
                    inside[0]--;
                    return result;
                })));
            }
            await(Tasks.gather(tasks));
            return inside[1];
        });
    }

    private static List<Integer> handOver(EventLoop loop) {
        LoopQueue<Integer> jobs = LoopQueue.create(1);
        List<Integer> got = new ArrayList<>();
        return loop.runUntilComplete(() -> {
            Task<Integer> consumer = loop.createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    got.add(jobs.get());
                }
                return got.size();
            });
            for (int i = 1; i <= 3; i++) {
                jobs.put(i);
            }
            await(consumer);
            return got;
        });
    }

    private static String locals(EventLoop loop) {
        LoopContext context = LoopContext.copyOfCurrent();
        context.run(() -> REQUEST.set("42"));
        return loop.runUntilComplete(context.<String>body(() -> {
            Task<String> task = loop.createTask(() -> "request " + REQUEST.get());
            REQUEST.set("43");
            return await(task);
        }));
    }

    private static List<Integer> iterate(EventLoop loop) {
        List<Integer> seen = new ArrayList<>();
        return loop.runUntilComplete(() -> {
            AsyncIterator<Integer> countdown = AsyncIterator.of(out -> {
                try {
                    for (int n = 3; n > 0; n--) {
                        out.emit(n);
                        await(Tasks.sleep(Duration.ofSeconds(1)));
                    }
                } finally {
                    seen.add(0);
                }
            });
            while (seen.size() < 2 && countdown.next()) {
                seen.add(countdown.current());
            }
            countdown.finish();
            return EventLoops.getRunningLoop() == loop ? seen : List.of();
        });
    }
}
