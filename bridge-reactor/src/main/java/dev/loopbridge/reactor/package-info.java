/**
 * Reactor on the loop: coroutines and generators as cold Monos and Fluxes.
 *
 * <p>Start at {@link dev.loopbridge.reactor.LoopMono#run(dev.loopbridge.loop.Coroutine)}; then
 * {@link dev.loopbridge.reactor.LoopFlux}.
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.reactor;
