package dev.loopbridge.loop.fuzz;

import dev.loopbridge.loop.concurrent.TaskGroup;
import dev.loopbridge.loop.concurrent.Timeout;
import java.util.ArrayDeque;
import java.util.Deque;

/** Who runs statements: main, a task or a callback, and the blocks that it is inside of. */
final class Actor {
    static final Actor ANYBODY = new Actor("");

    final String name;

    /** Its place among the tasks; -1 if it is none. A task awaits later ones only, so that none waits for itself. */
    final int index;

    /** The numbers of the conditions whose lock it holds. */
    final Deque<Integer> conditions = new ArrayDeque<>();

    final Deque<TaskGroup> groups = new ArrayDeque<>();
    final Deque<Timeout> timeouts = new ArrayDeque<>();

    /** One that is no task. */
    Actor(String name) {
        this(name, -1);
    }

    private Actor(String name, int index) {
        this.name = name;
        this.index = index;
    }

    static Actor task(int index) {
        return new Actor("t" + index, index);
    }

    static Actor callback(int number) {
        return new Actor("c" + number);
    }
}
