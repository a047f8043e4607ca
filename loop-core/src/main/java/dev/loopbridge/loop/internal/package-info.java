/**
 * The machinery behind the API; nothing here is exported. A type here is public only where another room, the API or the bridge
 * engine needs it.
 *
 * <p>Start at {@link dev.loopbridge.loop.internal.NativeLoop}, the door: it has the methods of the API, over the floors of the
 * loop. Each package below is a room. A room knows the rooms that come before it here, and none that come after:
 *
 * <ol>
 *   <li>{@code threading}: which thread may call what
 *   <li>{@code jvm}: what we need of the JVM: threads, stack, memory, fields
 *   <li>{@code report}: what is said of errors and of foreign objects, and to whom
 *   <li>{@code queue}: what runs next: the ready queue, the timers, the inbox that is the gate
 *   <li>{@code core}: who holds a loop, and what is present on the thread that holds it
 *   <li>{@code task}: futures and tasks
 *   <li>{@code concurrent}: what waits for several of them, or in line
 *   <li>{@code engine}: what carries the bodies of tasks
 *   <li>{@code life}: runs, and the end
 * </ol>
 */
@org.jspecify.annotations.NullMarked
package dev.loopbridge.loop.internal;
