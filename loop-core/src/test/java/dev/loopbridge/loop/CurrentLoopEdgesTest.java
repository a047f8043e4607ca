package dev.loopbridge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corners of the semantics' rows 11.1 to 11.5: a thread's loop as seen and set from inside a loop, whose coroutines have
 * threads of their own.
 */
class CurrentLoopEdgesTest {
    private static final String NONE = Loops.noLoopText("mine");

    @AfterEach
    void restorePolicy() {
        EventLoops.setEventLoopPolicy(null);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void setEventLoop_inACoroutine_isTheHomeThreads(CoroutineEngine engine) {
        EventLoop set = EventLoop.create();

        List<Object> seen = Elsewhere.call("mine", () -> {
            EventLoop running = Loops.on(engine);
            EventLoop inside = running.runUntilComplete(() -> {
                EventLoops.setEventLoop(set);
                return EventLoops.getEventLoop();
            });
            return List.of(inside == running, EventLoops.getEventLoop());
        });

        assertThat(seen).containsExactly(true, set);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void setEventLoop_nullInACoroutine_isTheHomeThreads(CoroutineEngine engine) {
        Throwable none = Elsewhere.call("mine", () -> {
            EventLoops.setEventLoop(EventLoop.create());
            Loops.on(engine).runUntilComplete(() -> {
                EventLoops.setEventLoop(null);
                return 1;
            });
            return catchThrowable(EventLoops::getEventLoop);
        });

        assertThat(none).hasMessage(NONE);
    }

    @ParameterizedTest
    @MethodSource("dev.loopbridge.loop.Loops#engines")
    void setEventLoop_inACoroutineOfOneThread_isNotSeenByTheNextLoop(CoroutineEngine engine) {
        EventLoop set = EventLoop.create();
        Elsewhere.call(
                "mine",
                () -> Loops.on(engine).runUntilComplete(() -> {
                    EventLoops.setEventLoop(set);
                    return 1;
                }));

        Throwable none = Elsewhere.call("mine", () -> catchThrowable(EventLoops::getEventLoop));

        assertThat(none).hasMessage(NONE);
    }

    @Test
    void setEventLoop_inACallback_isTheHomeThreads() {
        EventLoop set = EventLoop.create();

        EventLoop got = Elsewhere.call("mine", () -> {
            EventLoop running = EventLoop.create();
            running.callSoon(() -> EventLoops.setEventLoop(set));
            running.callSoon(running::stop);
            running.runForever();
            return EventLoops.getEventLoop();
        });

        assertThat(got).isSameAs(set);
    }

    @Test
    void getRunningLoop_inACallbackAndABody_isTheOneThatRuns() {
        EventLoop loop = EventLoop.create();
        EventLoop[] inCallback = {null};
        loop.callSoon(() -> inCallback[0] = EventLoops.getRunningLoop());

        EventLoop inBody = loop.runUntilComplete(EventLoops::getRunningLoop);

        assertThat(inCallback[0]).isSameAs(loop);
        assertThat(inBody).isSameAs(loop);
        assertThat(catchThrowable(EventLoops::getRunningLoop)).hasMessage("no running event loop");
    }

    @Test
    void newEventLoop_always_setsNothing() {
        Throwable none = Elsewhere.call("mine", () -> {
            EventLoops.newEventLoop();
            return catchThrowable(EventLoops::getEventLoop);
        });

        assertThat(none).hasMessage(NONE);
    }

    @Test
    void getEventLoop_inALoopThatIsNotTheSetOne_staysTheRunningOneWhateverIsSet() {
        EventLoop running = EventLoop.create();

        List<EventLoop> got = Elsewhere.call("mine", () -> {
            EventLoops.setEventLoop(EventLoop.create());
            return running.runUntilComplete(() -> {
                EventLoop before = EventLoops.getEventLoop();
                EventLoops.setEventLoop(EventLoop.create());
                return List.of(before, EventLoops.getEventLoop());
            });
        });

        assertThat(got).containsExactly(running, running);
    }

    /** Later CPythons make none anywhere; ours keeps the older rule for the main thread, which is not this one. */
    @Test
    void getEventLoop_onAThreadNamedMain_makesNone() {
        Throwable none = Elsewhere.call("main", () -> catchThrowable(EventLoops::getEventLoop));

        assertThat(none).hasMessage(Loops.noLoopText("main"));
    }

    /** A main class: asks for the loop of its thread, by whichever name, and of others. */
    static final class AsksForItsLoop {
        private AsksForItsLoop() {}

        private static String ask() {
            try {
                EventLoop first = EventLoops.getEventLoop();
                EventLoop second = EventLoops.getEventLoop();
                return "a loop" + (first == second ? "" : ", and another");
            } catch (IllegalStateException none) {
                return none.getMessage();
            }
        }

        public static void main(String[] args) throws InterruptedException {
            Thread.currentThread().setName("renamed");
            System.out.println(ask());
            for (String name : List.of("main", "other")) {
                Thread other = new Thread(() -> System.out.println(ask()), name);
                other.start();
                other.join();
            }
        }
    }

    @Test
    void getEventLoop_onTheMainThreadOfThisJvm_makesOneAndOnNoOther() {
        assertThat(FreshJvm.run(AsksForItsLoop.class))
                .containsExactly("a loop", Loops.noLoopText("main"), Loops.noLoopText("other"));
    }
}
