package dev.loopbridge.loop.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopbridge.loop.CoroutineEngine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.EventLoops;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario of the corpus on every engine of this JVM; the script of each is the method of its name. */
class GoldenTraceTest {
    private static final long PATIENCE_SECONDS = 30;

    /** To look at some of them: {@code -Dgolden.only=ga_.*}. */
    private static final String ONLY = System.getProperty("golden.only", ".*");

    private static final Map<String, Class<?>> SCRIPTS = Map.ofEntries(
            Map.entry("lifecycle", LifecycleScenarios.class),
            Map.entry("scheduling", SchedulingScenarios.class),
            Map.entry("timers", TimerScenarios.class),
            Map.entry("futures", FutureScenarios.class),
            Map.entry("tasks", TaskScenarios.class),
            Map.entry("combinators", CombinatorScenarios.class),
            Map.entry("exception_handler", ExceptionHandlerScenarios.class),
            Map.entry("context", ContextScenarios.class),
            Map.entry("runner", RunnerScenarios.class),
            Map.entry("threadsafe", ThreadsafeScenarios.class),
            Map.entry("sync", SyncScenarios.class),
            Map.entry("asyncgen", AsyncIteratorScenarios.class));

    /** Scenarios whose trace differs, and how; {@code docs/asyncio-differences.md} says why. */
    private static final Map<String, List<String>> DIFFERENCES = Map.of(
            // What is no body, the compiler refuses; null is what can still be passed.
            "rn_lazy_and_arguments",
            List.of("close=null", "run!TypeError: main", "run=ok"),
            // The compiler knows the modes: only a name out of a string can be wrong, and the JDK says so.
            "wa_arguments",
            List.of(
                    "empty!ValueError: Set of Tasks/Futures is empty.",
                    "body!TypeError: Passing coroutines is forbidden, use tasks explicitly.",
                    "mode!ValueError: No enum constant dev.loopbridge.loop.concurrent.ReturnWhen.BOGUS"));

    static Stream<CoroutineEngine> engines() {
        return Arrays.stream(CoroutineEngine.values())
                .filter(engine -> engine != CoroutineEngine.AUTO)
                .filter(GoldenTraceTest::isOffered);
    }

    private static boolean isOffered(CoroutineEngine engine) {
        try (EventLoop loop = EventLoop.builder().engine(engine).build()) {
            return !loop.isClosed();
        } catch (IllegalStateException notHere) {
            return false;
        }
    }

    @AfterEach
    void restoreThePolicy() {
        EventLoops.setEventLoopPolicy(null);
    }

    @ParameterizedTest
    @MethodSource("engines")
    @org.junit.jupiter.api.Timeout(240)
    void everyScenario_onEveryEngine_givesCPythonsTrace(CoroutineEngine engine) {
        List<String> failures = new ArrayList<>();
        int same = 0;
        for (Corpus.Scenario scenario : Corpus.SCENARIOS) {
            if (!scenario.name().matches(ONLY)) {
                continue;
            }
            List<String> expected = DIFFERENCES.getOrDefault(scenario.name(), scenario.trace());
            Trace trace = play(scenario, engine);
            if (!trace.matches(expected)) {
                failures.add(scenario + "\n  expected " + expected + "\n  was      " + trace.texts());
            } else if (!DIFFERENCES.containsKey(scenario.name())) {
                same++;
            }
        }

        System.out.println("golden: " + same + " of " + Corpus.SCENARIOS.size() + " on " + engine);
        assertThat(failures).isEmpty();
    }

    /** On a thread of its own with a policy of its own, so that no scenario sees what another has set. */
    private static Trace play(Corpus.Scenario scenario, CoroutineEngine engine) {
        World world = new World(engine, scenario.has("thread") || scenario.has("realtime"));
        EventLoops.setEventLoopPolicy(world::newLoop);
        FutureTask<Boolean> play = new FutureTask<>(script(scenario, world));
        Thread thread = new Thread(play, "MainThread");
        thread.setDaemon(true);
        thread.start();
        try {
            play.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            world.tearDown();
        } catch (ExecutionException e) {
            Throwable error =
                    e.getCause() instanceof InvocationTargetException thrown ? thrown.getCause() : e.getCause();
            world.trace().fail("the script", error);
            if (Boolean.getBoolean("golden.stacks")) {
                error.printStackTrace();
            }
        } catch (Exception e) {
            world.trace().add("hangs at " + Arrays.toString(thread.getStackTrace()));
        }
        return world.trace();
    }

    private static Callable<Boolean> script(Corpus.Scenario scenario, World world) {
        return () -> {
            Method script = SCRIPTS.get(scenario.area()).getDeclaredMethod(scenario.name(), World.class);
            script.setAccessible(true);
            script.invoke(null, world);
            return true;
        };
    }
}
