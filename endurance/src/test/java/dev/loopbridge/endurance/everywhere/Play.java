package dev.loopbridge.endurance.everywhere;

/** Something to do with a loop, in which as much foreign code takes part as there may be. */
record Play(String name, Start start) {
    @FunctionalInterface
    interface Start {
        void on(Scene scene) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
