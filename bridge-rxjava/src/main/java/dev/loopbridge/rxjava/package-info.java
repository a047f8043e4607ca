/**
 * RxJava 3 on the loop.
 *
 * <p>Start at {@link dev.loopbridge.rxjava.LoopSingle} for one value, and at {@link dev.loopbridge.rxjava.LoopFlowable} for
 * many; {@link dev.loopbridge.rxjava.LoopMaybe}, {@link dev.loopbridge.rxjava.LoopCompletable} and
 * {@link dev.loopbridge.rxjava.LoopObservable} have the same verbs. {@link dev.loopbridge.rxjava.LoopSchedulers} is the loop as a
 * scheduler, {@link dev.loopbridge.rxjava.LoopTransformers} makes a flow end with its loop. Inside a coroutine, start at
 * {@link dev.loopbridge.rxjava.RxAwait}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.rxjava;
