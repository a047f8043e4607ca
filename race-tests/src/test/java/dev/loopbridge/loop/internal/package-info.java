/** Races of {@code dev.loopbridge.loop.internal}, from inside of it. Start at {@link dev.loopbridge.loop.internal.InboxRace}. */
package dev.loopbridge.loop.internal;
