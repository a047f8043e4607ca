package dev.loopbridge.endurance.everywhere;

import java.util.function.Function;

/** A public entry, which runs out of stack or memory somewhere within. */
record Entry(String name, Function<Scene, Scene.Action> prepared) {
    @Override
    public String toString() {
        return name;
    }
}
