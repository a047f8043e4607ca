package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each body begins on a thread on which nobody has been. */
class NothingLeaksTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final ThreadLocal<String> PLAIN = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();
    private static final ClassLoader OF_HOME = loader("of home");

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    private static ClassLoader loader(String name) {
        return new URLClassLoader(name, new URL[0], NothingLeaksTest.class.getClassLoader());
    }

    private static String look() {
        Thread me = Thread.currentThread();
        ClassLoader loader = me.getContextClassLoader();
        return PLAIN.get() + " " + INHERITABLE.get() + " " + (loader == null ? null : loader.getName()) + " "
                + me.isInterrupted() + " " + me.getName().contains("renamed");
    }

    private static final String FRESH = "null null of home false false";

    /** Leaves all that a body can leave on its thread. */
    private static void litter() {
        Thread me = Thread.currentThread();
        PLAIN.set("left");
        INHERITABLE.set("left");
        me.setContextClassLoader(loader("left"));
        me.setName("renamed");
        me.interrupt();
    }

    private static Object litterAndEnd() {
        litter();
        return 1;
    }

    private Object litterAndWait() {
        litter();
        Tasks.yieldNow();
        Tasks.yieldNow();
        return 1;
    }

    /** On a home thread with traces of its own. */
    private static void atHome(Runnable work) {
        Elsewhere.start("home", () -> {
                    Thread.currentThread().setContextClassLoader(OF_HOME);
                    PLAIN.set("of home");
                    INHERITABLE.set("of home");
                    work.run();
                    return 1;
                })
                .await();
    }

    private Object lookAround() {
        return seen.add(look());
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_afterAnotherThatEnded_seesNothingOfIt(CoroutineEngine engine) {
        atHome(() -> {
            EventLoop loop = Loops.on(engine);
            for (int i = 0; i < 3; i++) {
                loop.createTask(NothingLeaksTest::litterAndEnd);
                loop.createTask(this::lookAround);
            }
            loop.runUntilComplete(() -> {
                Tasks.yieldNow();
                return 1;
            });
        });

        assertThat(seen).containsExactly(FRESH, FRESH, FRESH);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_besideAnotherThatWaits_seesNothingOfIt(CoroutineEngine engine) {
        atHome(() -> {
            EventLoop loop = Loops.on(engine);
            loop.createTask(this::litterAndWait);
            loop.createTask(this::lookAround);
            loop.runUntilComplete(() -> {
                litter();
                await(Tasks.createEagerTask(this::lookAround));
                AsyncIterator<String> elements = AsyncIterator.of(out -> {
                    lookAround();
                    out.emit("1");
                });
                elements.next();
                return await(loop.createTask(this::lookAround));
            });
        });

        assertThat(seen).containsExactly(FRESH, FRESH, FRESH, FRESH);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_ofAnotherLoop_seesNothingOfTheLast(CoroutineEngine engine) {
        atHome(() -> {
            for (int i = 0; i < 3; i++) {
                Loops.on(engine).runUntilComplete(NothingLeaksTest::litterAndEnd);
                Loops.on(engine).runUntilComplete(this::lookAround);
            }
        });

        assertThat(seen).containsExactly(FRESH, FRESH, FRESH);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_waitingBetween_keepsItsOwn(CoroutineEngine engine) {
        atHome(() -> {
            EventLoop loop = Loops.on(engine);
            loop.createTask(this::litterAndWait);
            loop.runUntilComplete(() -> {
                PLAIN.set("mine");
                Tasks.yieldNow();
                Tasks.yieldNow();
                return lookAround();
            });
        });

        assertThat(seen).containsExactly("mine null of home false false");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void callback_betweenBodies_hasHomesOwn(CoroutineEngine engine) {
        atHome(() -> {
            EventLoop loop = Loops.on(engine);
            loop.createTask(NothingLeaksTest::litterAndEnd);
            loop.callSoon(this::lookAround);
            loop.runUntilComplete(() -> 1);
            lookAround();
        });

        assertThat(seen).containsOnly("of home of home of home false false").hasSize(2);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void threads_thatABodyHasTheLoopStart_haveNothingOfIt(CoroutineEngine engine) {
        atHome(() -> {
            EventLoop loop = Loops.on(engine);
            loop.runUntilComplete(() -> {
                INHERITABLE.set("left");
                seen.add(await(Tasks.toThread(NothingLeaksTest::look)));
                try (EventLoopThread host = EventLoopThread.start("host")) {
                    CompletableFuture<String> onHost = new CompletableFuture<>();
                    host.loop().execute(() -> onHost.complete(look()));
                    seen.add(await(onHost));
                }
                return 1;
            });
        });

        assertThat(seen).containsExactly(FRESH, FRESH);
    }

    /** A main class: one body after another, on threads that cannot be erased. */
    static final class RunsBodies {
        private RunsBodies() {}

        public static void main(String[] args) {
            Thread.currentThread().setContextClassLoader(OF_HOME);
            for (String engine : args.length == 0 ? new String[] {"THREADS"} : args) {
                EventLoop loop = Loops.on(CoroutineEngine.valueOf(engine));
                loop.createTask(NothingLeaksTest::litterAndEnd);
                Task<String> next = loop.createTask(NothingLeaksTest::look);
                System.out.println(engine + " " + loop.runUntilComplete(next));
            }
        }
    }

    @Test
    void body_whereNoThreadCanBeErased_hasOneOfItsOwn() {
        assertThat(FreshJvm.run(RunsBodies.class, "--limit-modules", "java.base,java.logging,java.management,java.xml"))
                .containsExactly("THREADS " + FRESH);
    }

    /** A main class, on virtual threads. */
    static final class RunsVirtualBodies {
        private RunsVirtualBodies() {}

        public static void main(String[] args) {
            RunsBodies.main(new String[] {"VIRTUAL"});
        }
    }

    @Test
    void body_onVirtualThreadsWithNothingOpened_hasOneOfItsOwn() {
        assumeTrue(Runtime.version().feature() >= 21, "needs JDK 21");

        assertThat(FreshJvm.run(RunsVirtualBodies.class)).containsExactly("VIRTUAL " + FRESH);
    }
}
