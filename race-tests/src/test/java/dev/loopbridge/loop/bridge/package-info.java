/** Races of {@code dev.loopbridge.loop.bridge}, from inside of it. Start at {@link dev.loopbridge.loop.bridge.PhasedRace}. */
package dev.loopbridge.loop.bridge;
