package dev.loopbridge.loop.stack;

/** Calls that are made so deep that there may be no stack left for them. */
final class Depth {
    private Depth() {}

    interface Action {
        void run() throws Exception;
    }

    /** {@return how deep a thread with {@code stackBytes} gets at most} */
    static int ofOverflow(long stackBytes, int pad) throws InterruptedException {
        int[] deepest = {0};
        Thread thread = new Thread(
                null,
                () -> {
                    int fits = 0;
                    int depth = 64;
                    while (!overflows(depth, pad, () -> {})) {
                        fits = depth;
                        depth *= 2;
                    }
                    while (depth - fits > 8) {
                        int between = (fits + depth) / 2;
                        if (overflows(between, pad, () -> {})) {
                            depth = between;
                        } else {
                            fits = between;
                        }
                    }
                    deepest[0] = depth;
                },
                "deep",
                stackBytes);
        thread.start();
        thread.join();
        return deepest[0];
    }

    /** {@return whether the stack ended} Makes {@code action} at {@code depth} frames from here. */
    static boolean overflows(int depth, int pad, Action action) {
        try {
            switch (pad) {
                case 0 -> dive(depth, action);
                case 1 -> dive(depth, 1L, action);
                default -> dive(depth, 1L, 2L, action);
            }
            return false;
        } catch (VirtualMachineError overflow) { // the JVM wraps one that comes while it links a lambda
            return true;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static int dive(int depth, Action action) throws Exception {
        if (depth > 0) {
            return dive(depth - 1, action) + 1;
        }
        action.run();
        return 0;
    }

    private static long dive(int depth, long wide, Action action) throws Exception {
        if (depth > 0) {
            return dive(depth - 1, wide + depth, action) + wide;
        }
        action.run();
        return wide;
    }

    private static long dive(int depth, long wide, long wider, Action action) throws Exception {
        if (depth > 0) {
            return dive(depth - 1, wide + depth, wider - depth, action) + wide * wider;
        }
        action.run();
        return wide;
    }
}
