package dev.loopbridge.loop.bridge;

import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.concurrent.Tasks;
import dev.loopbridge.loop.stream.Generator;
import java.time.Duration;

/** Every way to launch, with one face. All but the first use the loop that they are given, and leave its turns to the test. */
enum Way {
    RUN {
        @Override
        Launch<Object> launch(EventLoop loop, Coroutine<Object> body) {
            return Launch.run(body, LaunchOptions.defaults());
        }
    },
    RUN_UNTIL_COMPLETE {
        @Override
        Launch<Object> launch(EventLoop loop, Coroutine<Object> body) {
            return Launch.runUntilComplete(loop, body, LaunchOptions.defaults());
        }
    },
    SUBMIT {
        @Override
        Launch<Object> launch(EventLoop loop, Coroutine<Object> body) {
            return Launch.submit(loop, body);
        }
    },
    FROM_TASK {
        @Override
        Launch<Object> launch(EventLoop loop, Coroutine<Object> body) {
            return Launch.fromTask(loop.createTask(body), /* suppressCancel= */ false);
        }
    },
    /** Of no body: 0 in the next iteration. */
    DELAY {
        @Override
        @SuppressWarnings("unchecked") // a launch only gives its elements out
        Launch<Object> launch(EventLoop loop, Coroutine<Object> body) {
            return (Launch<Object>) (Launch<?>) Launch.delay(loop, Duration.ZERO);
        }
    };

    abstract Launch<Object> launch(EventLoop loop, Coroutine<Object> body);

    /** A body that gives what {@link #DELAY} gives. */
    final Launch<Object> launch(EventLoop loop) {
        return launch(loop, () -> 0L);
    }

    /** As {@link #launch(EventLoop, Coroutine)}, for many elements. */
    Launch<Object> launch(EventLoop loop, Generator<Object> body) {
        return switch (this) {
            case RUN -> Launch.run(body, LaunchOptions.defaults());
            case RUN_UNTIL_COMPLETE -> Launch.runUntilComplete(loop, body, LaunchOptions.defaults());
            case SUBMIT -> Launch.submit(loop, body);
            default -> throw new IllegalArgumentException(this + " gives one element at most");
        };
    }

    /** Whether the subscription has a body that this test writes. */
    boolean hasBody() {
        return this != DELAY;
    }

    /** Lets a loop that stands still do what is ready, and what that makes ready. */
    static void runReady(EventLoop loop) {
        if (!loop.isClosed()) {
            loop.runUntilComplete(() -> {
                for (int i = 0; i < 5; i++) {
                    Tasks.yieldNow();
                }
                return 0;
            });
        }
    }
}
