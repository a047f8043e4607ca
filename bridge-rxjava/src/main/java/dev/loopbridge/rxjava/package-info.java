/**
 * RxJava 3 sources whose bodies run on an event loop.
 *
 * <p>Start at {@link dev.loopbridge.rxjava.LoopSingle} for one value, and at {@link dev.loopbridge.rxjava.LoopFlowable} for
 * many; {@link dev.loopbridge.rxjava.LoopMaybe}, {@link dev.loopbridge.rxjava.LoopCompletable} and
 * {@link dev.loopbridge.rxjava.LoopObservable} have the same verbs.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.rxjava;
