package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.loop.EventLoopThread;
import java.time.Duration;

/** A time of a loop's life: when the play meets it, and what becomes of the loop then. */
enum Phase {
    /** Begun while it is idle, then run to the end, then closed. */
    IDLE {
        @Override
        void perform(Scene scene, Play play) {
            scene.begin(play);
            scene.attempt(() -> scene.loop.runUntilComplete(scene::someTurns));
            scene.attempt(scene.loop::close);
        }
    },
    /** Begun while it runs elsewhere. */
    RUNNING {
        @Override
        void perform(Scene scene, Play play) {
            scene.hosted(host -> scene.begin(play), Duration.ofMillis(20));
        }
    },
    /** Begun from inside a coroutine. */
    STEP {
        @Override
        void perform(Scene scene, Play play) {
            scene.attempt(() -> scene.loop.runUntilComplete(() -> {
                scene.begin(play);
                return scene.someTurns();
            }));
            scene.attempt(scene.loop::close);
        }
    },
    /** Closed before anything could begin. */
    NOT_RUN {
        @Override
        void perform(Scene scene, Play play) {
            scene.begin(play);
            scene.attempt(scene.loop::close);
        }
    },
    /** Closed while everything waits. */
    CLOSE {
        @Override
        void perform(Scene scene, Play play) {
            scene.begin(play);
            scene.attempt(() -> scene.loop.runUntilComplete(scene::someTurns));
            scene.attempt(scene.loop::close);
        }

        @Override
        boolean lasts() {
            return true;
        }
    },
    /** Shut down on its thread while everything waits. */
    SHUTDOWN {
        @Override
        void perform(Scene scene, Play play) {
            scene.hosted(host -> scene.begin(play), Duration.ofMillis(5));
        }

        @Override
        boolean lasts() {
            return true;
        }
    },
    /** Run by a host, a turn at a time. */
    GUEST {
        @Override
        void perform(Scene scene, Play play) {
            scene.begin(play);
            scene.attempt(() -> scene.loop.runUntilComplete(scene::someTurns)); // refused, in its host's name
            for (int i = 0; i < 20; i++) {
                scene.attempt(() -> scene.host().advance(Duration.ofMillis(1)));
            }
            scene.attempt(() -> scene.loop.shutdown(Duration.ofMillis(5)));
        }

        @Override
        boolean lasts() {
            return true;
        }
    };

    abstract void perform(Scene scene, Play play);

    /** Whether what the play begins waits for ever by itself. */
    boolean lasts() {
        return false;
    }

    interface Hosted {
        void on(EventLoopThread host);
    }
}
