package dev.loopbridge.loop;

import static dev.loopbridge.loop.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.AsyncIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A scope holds on the thread of each step, whichever that is, and nowhere else. */
class LoopContextScopeTest {
    private static final String ENGINES = "dev.loopbridge.loop.Loops#engines";
    private static final ThreadLocal<String> USER = new ThreadLocal<>();

    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger entered = new AtomicInteger();

    /** Sets the thread-local to {@code user}, and puts back what was there. */
    private LoopContext of(String user) {
        return LoopContext.copyOfCurrent().within(() -> {
            String before = USER.get();
            USER.set(user);
            inside.incrementAndGet();
            entered.incrementAndGet();
            return () -> {
                assertThat(USER.get()).isEqualTo(user);
                USER.set(before);
                inside.decrementAndGet();
            };
        });
    }

    private void see(String step) {
        trace.add(step + "=" + USER.get());
    }

    private Object seeTwice(String who) {
        see(who + "1");
        Tasks.yieldNow();
        see(who + "2");
        return who;
    }

    @AfterEach
    void everyScopeIsLeft() {
        assertThat(inside).hasValue(0);
        assertThat(USER.get()).isNull();
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_ofTasksThatTakeTurns_hasItsOwnScopeInEveryStep(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        loop.createTask(of("ada").body(() -> seeTwice("a")));
        loop.createTask(of("bob").body(() -> seeTwice("b")));
        loop.callSoon(() -> see("callback"));

        loop.runUntilComplete(() -> {
            seeTwice("main");
            Tasks.yieldNow();
            return 1;
        });

        assertThat(trace)
                .containsExactly("a1=ada", "b1=bob", "callback=null", "main1=null", "a2=ada", "b2=bob", "main2=null");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_awaitingWhatComesFromAnotherThread_hasItsScopeAgain(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        loop.runUntilComplete(of("ada").body(() -> {
            await(Tasks.inExecutor(() -> 1));
            see("after the executor");
            await(Tasks.sleep(Duration.ofMillis(1)));
            see("after the timer");
            return 1;
        }));

        assertThat(trace).containsExactly("after the executor=ada", "after the timer=ada");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void body_onALoopRunByOneThreadAfterAnother_hasItsScopeOnBoth(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopFuture<Integer> gate = loop.createFuture();
        Task<Object> task = loop.createTask(of("ada").body(() -> {
            see("first home");
            return await(gate);
        }));
        Elsewhere.start("first", () -> {
                    loop.stop();
                    loop.runForever();
                    return USER.get();
                })
                .await();
        gate.setResult(1);

        loop.runUntilComplete(task);

        assertThat(trace).containsExactly("first home=ada");
        assertThat(entered).hasValue(2);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scope_inWhatATaskCreates_holdsToo(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        loop.runUntilComplete(of("ada").body(() -> {
            Task<Object> child = loop.createTask(() -> seeTwice("child"));
            loop.callSoon(() -> see("callback"));
            loop.callLater(Duration.ZERO, () -> see("timer"));
            child.addDoneCallback(done -> see("done callback"));
            await(Tasks.createEagerTask(() -> seeTwice("eager")));
            see("after the eager");
            await(child);
            Tasks.yieldNow();
            return 1;
        }));

        assertThat(trace)
                .containsExactlyInAnyOrder(
                        "child1=ada",
                        "callback=ada",
                        "timer=ada",
                        "done callback=ada",
                        "eager1=ada",
                        "eager2=ada",
                        "after the eager=ada",
                        "child2=ada");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scope_ofAGenerator_isThatOfItsPuller(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        AsyncIterator<String> rows = AsyncIterator.of(out -> {
            see("row1");
            out.emit("row1");
            see("row2");
            Tasks.yieldNow();
            see("row2 after a wait");
            out.emit("row2");
            see("end");
        });

        loop.runUntilComplete(of("ada").body(() -> {
            rows.next();
            see("pulled");
            return 1;
        }));
        loop.runUntilComplete(() -> rows.next());
        loop.runUntilComplete(of("bob").body(rows::next));

        assertThat(trace).containsExactly("row1=ada", "pulled=ada", "row2=null", "row2 after a wait=null", "end=bob");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scope_aroundAnEagerTaskOfAnotherContext_givesWayAndComesBack(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        loop.runUntilComplete(of("ada").body(() -> {
            Task<Object> eager = Tasks.createEagerTask(of("bob").body(() -> seeTwice("eager")));
            see("outer");
            return await(eager);
        }));

        assertThat(trace).containsExactly("eager1=bob", "outer=ada", "eager2=bob");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void run_ofAnotherContextInABodyThatAwaitsInThere_givesWayAndComesBack(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        LoopContext plain = LoopContext.copyOfCurrent();

        loop.runUntilComplete(of("ada").body(() -> {
            of("bob").run(() -> seeTwice("other"));
            see("back");
            plain.run(() -> seeTwice("plain"));
            return seeTwice("end");
        }));

        assertThat(trace)
                .containsExactly(
                        "other1=bob", "other2=bob", "back=ada", "plain1=null", "plain2=null", "end1=ada", "end2=ada");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scope_ofACoroutineThatUnwinds_holdsInItsFinallyBlock(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);
        Task<Object> cancelled = loop.createTask(of("ada").body(() -> sleepAnHour(loop, "cancelled")));
        loop.createTask(of("bob").body(() -> sleepAnHour(loop, "closed")));
        loop.runUntilComplete(() -> {
            Tasks.yieldNow();
            cancelled.cancel();
            Tasks.yieldNow();
            return 1;
        });

        loop.close();

        assertThat(trace).containsExactly("cancelled=ada", "closed=bob");
    }

    private Object sleepAnHour(EventLoop loop, String why) {
        try {
            return await(loop.createFuture());
        } finally {
            see(why);
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void scope_thatThrows_isReportedAndTheBodyGoesOn(CoroutineEngine engine) {
        List<String> reported = new ArrayList<>();
        EventLoop loop = EventLoop.builder()
                .engine(engine)
                .exceptionHandler(
                        (where, context) -> reported.add(context.message().replaceAll("<.*", "")
                                + context.exception().getMessage()))
                .build();
        LoopContext broken = LoopContext.copyOfCurrent().within(() -> {
            if (entered.incrementAndGet() == 1) {
                throw new IllegalStateException("no entry");
            }
            return () -> {
                throw new IllegalStateException("no exit");
            };
        });

        Object result = loop.runUntilComplete(broken.body(() -> seeTwice("body")));

        assertThat(result).isEqualTo("body");
        assertThat(reported).containsExactly("Exception in the scope of no entry", "Exception in the scope of no exit");
    }

    @Test
    void run_onAPlainThread_holdsTheScopeForTheAction() {
        of("ada").run(() -> see("inside"));
        Throwable thrown = catchThrowable(() -> of("bob").run(() -> {
            throw new IllegalArgumentException("out of it");
        }));

        assertThat(thrown).hasMessage("out of it");
        assertThat(trace).containsExactly("inside=ada");
        assertThat(USER.get()).isNull();
    }

    @Test
    void toThread_insideAScope_takesItAlong() {
        EventLoop.create()
                .runUntilComplete(of("ada")
                        .body(() -> await(Tasks.toThread(() -> {
                            see("elsewhere");
                            return 1;
                        }))));

        assertThat(trace).containsExactly("elsewhere=ada");
    }

    @Test
    void within_aContextWithValues_keepsThem() {
        LoopLocal<String> local = LoopLocal.withDefault("none");
        LoopContext context = LoopContext.copyOfCurrent();
        context.run(() -> local.set("set"));

        LoopContext scoped = context.within(() -> () -> {});
        scoped.run(local::remove);

        assertThat(scoped.get(local)).isEqualTo("none");
        assertThat(context.get(local)).isEqualTo("set");
        assertThat(catchThrowable(() -> context.within(null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("scope");
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void carrier_ofACoroutine_isNamedAfterTheLoop(CoroutineEngine engine) {
        EventLoop loop = Loops.on(engine);

        String carrier = loop.runUntilComplete(() -> Thread.currentThread().getName());

        assertThat(carrier).startsWith("loopbridge-coroutine").endsWith(" (api)");
    }
}
