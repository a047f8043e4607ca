package dev.loopbridge.endurance.everywhere;

import dev.loopbridge.endurance.everywhere.Promises.Promise;
import dev.loopbridge.loop.Coroutine;
import dev.loopbridge.loop.EventLoop;
import dev.loopbridge.loop.LoopClock;
import dev.loopbridge.loop.LoopClosedException;
import dev.loopbridge.loop.LoopContext;
import dev.loopbridge.loop.LoopExceptionHandler;
import dev.loopbridge.loop.LoopFuture;
import dev.loopbridge.loop.LoopRunnable;
import dev.loopbridge.loop.stream.AsyncIterator;
import dev.loopbridge.loop.stream.Emitter;
import dev.loopbridge.loop.stream.Generator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Foreign code of many kinds, all of it trapped: what is called, and what it says of itself. */
final class Foreign {
    /** What a scope holds on a thread. */
    static final ThreadLocal<String> IN_SCOPE = new ThreadLocal<>();

    private final Trap trap;
    private final Promises promises;

    Foreign(Trap trap, Promises promises) {
        this.trap = trap;
        this.promises = promises;
    }

    /** Whose words are trapped, too. */
    abstract class Named {
        @Override
        public String toString() {
            trap.call(CallOut.TO_STRING);
            return "foreign";
        }
    }

    /** An error whose message is computed, as that of a lazy proxy is. */
    final class Failure extends RuntimeException {
        @Override
        public String getMessage() {
            trap.call(CallOut.MESSAGE);
            return "foreign";
        }
    }

    final class Value extends Named {}

    interface Work<T> {
        T run() throws Exception;
    }

    <T> Coroutine<T> body(Work<T> work) {
        final class Body extends Named implements Coroutine<T> {
            @Override
            public T run() throws Exception {
                trap.call(CallOut.BODY);
                T result = work.run();
                trap.call(CallOut.BODY);
                return result;
            }
        }
        return new Body();
    }

    Coroutine<Value> value() {
        return body(Value::new);
    }

    Coroutine<Value> failing() {
        return body(() -> {
            throw new Failure();
        });
    }

    interface Emission {
        void run(Emitter<Value> out) throws Exception;
    }

    Generator<Value> generator(Emission emission) {
        final class Body extends Named implements Generator<Value> {
            @Override
            public void run(Emitter<Value> out) throws Exception {
                trap.call(CallOut.BODY);
                emission.run(out);
                trap.call(CallOut.BODY);
            }
        }
        return new Body();
    }

    Runnable callback() {
        final class Callback extends Named implements Runnable {
            @Override
            public void run() {
                trap.call(CallOut.CALLBACK);
            }
        }
        return new Callback();
    }

    /** One that must either run or be told. */
    LoopRunnable callback(Promise promise) {
        final class Callback extends Named implements LoopRunnable {
            @Override
            public void run() {
                promise.keep();
                trap.call(CallOut.CALLBACK);
            }

            @Override
            public void onAbandoned(LoopClosedException closed) {
                promise.keep();
                trap.call(CallOut.ABANDONED);
            }
        }
        return new Callback();
    }

    Runnable failingCallback() {
        final class Callback extends Named implements Runnable {
            @Override
            public void run() {
                trap.call(CallOut.CALLBACK);
                throw new Failure();
            }
        }
        return new Callback();
    }

    <T> Consumer<LoopFuture<T>> doneCallback(boolean fails) {
        final class Callback extends Named implements Consumer<LoopFuture<T>> {
            @Override
            public void accept(LoopFuture<T> done) {
                trap.call(CallOut.DONE_CALLBACK);
                if (fails) {
                    throw new Failure();
                }
            }

            @Override
            public boolean equals(Object other) {
                trap.call(CallOut.EQUALS);
                return this == other;
            }

            @Override
            public int hashCode() {
                trap.call(CallOut.EQUALS);
                return 1;
            }
        }
        return new Callback();
    }

    Consumer<LoopClosedException> listener(Promise promise, boolean fails) {
        final class Listener extends Named implements Consumer<LoopClosedException> {
            @Override
            public void accept(LoopClosedException closed) {
                promise.keep();
                trap.call(CallOut.CLOSE_LISTENER);
                if (fails) {
                    throw new Failure();
                }
            }
        }
        return new Listener();
    }

    /** Behind the completion of a copy. */
    BiConsumer<Object, Throwable> dependent(Promise promise) {
        return (value, error) -> {
            promise.keep();
            trap.call(CallOut.DEPENDENT);
        };
    }

    LoopExceptionHandler handler() {
        return new LoopExceptionHandler() {
            @Override
            public void handle(EventLoop loop, Context context) {
                trap.call(CallOut.HANDLER);
            }
        };
    }

    LoopClock clock() {
        return () -> {
            trap.call(CallOut.CLOCK);
            return System.nanoTime();
        };
    }

    Executor defaultExecutor() {
        return executor(CallOut.DEFAULT_EXECUTOR);
    }

    Executor executor(CallOut callOut) {
        return new TrappedPool(trap, callOut);
    }

    Object poolCall() {
        trap.call(CallOut.POOL_CALL);
        return new Value();
    }

    LoopContext.Scope scope() {
        final class Scope extends Named implements LoopContext.Scope {
            @Override
            public Runnable enter() {
                trap.call(CallOut.SCOPE_ENTER);
                String before = IN_SCOPE.get();
                IN_SCOPE.set("in");
                return () -> {
                    if (before == null) {
                        IN_SCOPE.remove();
                    } else {
                        IN_SCOPE.set(before);
                    }
                    trap.call(CallOut.SCOPE_LEAVE);
                };
            }
        }
        return new Scope();
    }

    /** A stage that says no to some of its callers. */
    CompletableFuture<Value> stage() {
        return new CompletableFuture<>() {
            @Override
            public CompletableFuture<Value> whenComplete(BiConsumer<? super Value, ? super Throwable> action) {
                trap.call(CallOut.STAGE_SUBSCRIBE);
                return super.whenComplete(action);
            }

            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                boolean cancelled = super.cancel(mayInterruptIfRunning);
                trap.call(CallOut.STAGE_CANCEL);
                return cancelled;
            }

            @Override
            public String toString() {
                trap.call(CallOut.TO_STRING);
                return "stage";
            }
        };
    }

    AsyncIterator<Value> iterator(int size) {
        trap.call(CallOut.ITERATOR_SUPPLIER);
        final class Iterator extends Named implements AsyncIterator<Value> {
            private int left = size;

            @Override
            public boolean next() {
                trap.call(CallOut.ITERATOR);
                return left-- > 0;
            }

            @Override
            public Value current() {
                trap.call(CallOut.ITERATOR);
                return new Value();
            }

            @Override
            public void finish() {
                left = 0;
                trap.call(CallOut.ITERATOR);
            }
        }
        return new Iterator();
    }

    Promise promise(String what) {
        return promises.expect(what);
    }
}
