package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopbridge.loop.concurrent.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the engines do when they lack stack or carriers, or when whoever begins is not as usual. */
class EngineFaultsTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final long PATIENCE_SECONDS = 10;

    /** How many frames are left before an overflowing body tries again to await: each try costs a long stack trace. */
    private static final int STEP = 50;

    private static int tries;

    @SuppressWarnings("InfiniteRecursion") // that is the point
    private static int dive(int depth) {
        try {
            return dive(depth + 1) + 1;
        } catch (StackOverflowError tooDeep) {
            if (depth % STEP != 0) {
                throw tooDeep;
            }
            tries++;
            Tasks.yieldNow();
            return 0;
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void await_whereTheStackIsUsedUp_overflowsOrWaitsAndTheLoopWorksOn(CoroutineEngine engine) {
        List<String> results = Elsewhere.<List<String>>start("home", () -> {
                    EventLoop loop = Loops.on(engine);
                    List<String> ends = new ArrayList<>();
                    boolean[] over = {false};
                    loop.createTask(() -> {
                        while (!over[0]) {
                            Tasks.yieldNow();
                        }
                        return ends.add("other");
                    });
                    for (int i = 0; i < 5; i++) {
                        loop.runUntilComplete(() -> {
                            dive(0);
                            Tasks.yieldNow();
                            return ends.add("diver");
                        });
                    }
                    over[0] = true;
                    loop.runUntilComplete(() -> {
                        Tasks.yieldNow();
                        Tasks.yieldNow();
                        return 1;
                    });
                    loop.close();
                    return ends;
                })
                .await(PATIENCE_SECONDS);

        assertThat(results).containsExactly("diver", "diver", "diver", "diver", "diver", "other");
        assertThat(tries).isPositive();
    }

    /** A main class: as many bodies as there are carriers wait where their stack cannot be left. */
    static final class Pins {
        private Pins() {}

        private static final class First {
            static final int VALUE = sleep();
        }

        private static final class Second {
            static final int VALUE = sleep();
        }

        private static int sleep() {
            return await(Tasks.sleep(Duration.ofMillis(100), 1));
        }

        public static void main(String[] args) {
            EventLoop loop = Loops.on(CoroutineEngine.VIRTUAL);
            Task<Integer> first = loop.createTask(() -> First.VALUE);
            Task<Integer> second = loop.createTask(() -> Second.VALUE);
            System.out.println(loop.<String>runUntilComplete(() -> {
                await(Tasks.sleep(Duration.ofMillis(10)));
                return "late " + await(loop.createTask(() -> 1)) + " after " + await(first) + await(second);
            }));
        }
    }

    @Test
    void bodies_keepingAllCarriersOfVirtualThreads_letTheOthersGoOn() {
        assumeTrue(Runtime.version().feature() >= 24, "needs JDK 24");

        assertThat(FreshJvm.run(Pins.class, "-Djdk.virtualThreadScheduler.parallelism=2"))
                .containsExactly("late 1 after 11");
    }

    /** A main class: the first loop is made on a thread that was interrupted. */
    static final class BeginsInterrupted {
        private BeginsInterrupted() {}

        public static void main(String[] args) {
            Thread.currentThread().interrupt();
            System.out.println(EventLoop.builder().name("first").build() + " " + Thread.interrupted());
        }
    }

    @Test
    void build_firstOfTheJvmWhileInterrupted_isDirectAndKeepsTheFlag() {
        assumeTrue(Runtime.version().feature() >= 21, "needs JDK 21");

        assertThat(FreshJvm.run(BeginsInterrupted.class, "--add-opens", "java.base/java.lang=ALL-UNNAMED"))
                .containsExactly("<EventLoop \"first\" running=false closed=false engine=DIRECT> true");
    }
}
