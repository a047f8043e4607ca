"""Runs the fuzzer's programs on CPython's asyncio: the other half of Machine.java, statement by statement.

One JSON program a line on stdin, one trace a line on stdout, its entries joined by ";". The first line written is the
version of Python. A statement is a list: its verb and its arguments; the method of that name carries it out.
"""

import asyncio
import contextvars
import json
import selectors
import sys
import warnings


# Of CPython's bug 134471, a request to cancel that is still to be delivered when a timeout begins: we do as its patch proposes.
_enter = asyncio.Timeout.__aenter__


async def _enter_undelivered(self):
    entered = await _enter(self)
    self._cancelling -= int(self._task._must_cancel)
    return entered


asyncio.Timeout.__aenter__ = _enter_undelivered

MAX_TASKS = 12
MAX_CALLBACKS = 24
LAST_ROUNDS = 60
ROUND = 7


class Boom(Exception):
    """What programs fail with."""


class Jump(selectors.SelectSelector):
    """Does not wait for I/O, but lets time pass."""

    loop = None

    def select(self, timeout=None):
        self.loop.jump(timeout)
        return []


class Loop(asyncio.SelectorEventLoop):
    """Its time is a whole number of units, and moves when nothing is ready. Where CPython leaves the order of equal
    deadlines open (its heap is not stable), they come in the order of the calls, as on our loop: each deadline is made
    unique by so little that it still counts as the same moment."""

    SLIGHTLY = 1e-9

    def __init__(self):
        self.now = 0
        self.deadlines = 0
        selector = Jump()
        selector.loop = self
        super().__init__(selector)
        self._clock_resolution = 0.5

    def time(self):
        return self.now

    def call_at(self, when, callback, *args, context=None):
        self.deadlines += 1
        return super().call_at(when + self.deadlines * self.SLIGHTLY, callback, *args, context=context)

    def jump(self, timeout):
        if timeout is None:
            raise AssertionError("nothing left to wait for")
        self.now += round(timeout)


class Task(asyncio.tasks._PyTask):
    """A task of Python before 3.13 with the one rule of 3.13 that cannot be left out of the programs: that taking back
    the last request withdraws it, if it was not delivered yet."""

    def uncancel(self):
        left = super().uncancel()
        if left == 0:
            self._must_cancel = False
        return left


class InOrder(dict):
    """As much of a set as TaskGroup needs, in order of arrival."""

    def add(self, item):
        self[item] = None

    def discard(self, item):
        self.pop(item, None)


class TaskGroup(asyncio.TaskGroup):
    """Where CPython leaves it open in which order an aborting group cancels (it goes through a set), it is the order of
    creation, as in ours."""

    def __init__(self):
        super().__init__()
        self._tasks = InOrder()


def kind(error):
    """One word or two for an error."""
    if isinstance(error, asyncio.CancelledError):
        return "cancelled"
    if isinstance(error, Boom):
        return "boom " + str(error.args[0])
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return "timeout"
    if isinstance(error, asyncio.QueueFull):
        return "full"
    if isinstance(error, asyncio.QueueEmpty):
        return "empty"
    if hasattr(asyncio, "QueueShutDown") and isinstance(error, asyncio.QueueShutDown):
        return "shutdown"
    if isinstance(error, asyncio.InvalidStateError):
        return "invalid"
    if isinstance(error, asyncio.BrokenBarrierError):
        return "broken"
    if isinstance(error, BaseExceptionGroup):
        return "group" + show(list(error.exceptions))
    if isinstance(error, RuntimeError):
        return "illegal"
    if isinstance(error, ValueError):
        return "value"
    return repr(error)


def show(value):
    if isinstance(value, BaseException):
        return kind(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(show(item) for item in value) + "]"
    return str(value)


def outcome(future):
    if not future.done():
        return "pending"
    if future.cancelled():
        return "cancelled"
    error = future.exception()
    return kind(error) if error else show(future.result())


class Actor:
    """Who runs statements: main, a task or a callback, and the blocks that it is inside of."""

    def __init__(self, name, index=-1):
        self.name = name
        self.index = index  # among the tasks; it awaits later ones only, so that none waits for itself
        self.conditions = []
        self.groups = []
        self.timeouts = []


ANYBODY = Actor("")


class Return(Exception):
    """Ends a body early, and never leaves it."""


class Machine:
    def __init__(self, program):
        self.program = program
        self.trace = []
        self.traced_time = 0
        self.over = False

    # ------------------------------------------------------------------ the run

    def run(self):
        self.loop = Loop()
        if sys.version_info < (3, 13):
            self.loop.set_task_factory(lambda loop, coro, **options: Task(coro, loop=loop, **options))
        self.loop.set_exception_handler(self.handle)
        try:
            self.loop.run_until_complete(self.main())
        finally:
            self.over = True
            self.loop.close()
        return self.trace

    def handle(self, loop, context):
        if "handle" in context:
            self.log("handler", kind(context["exception"]))

    def log(self, actor, text):
        if self.over:
            return
        if self.loop.now != self.traced_time:
            self.traced_time = self.loop.now
            self.trace.append("@" + str(self.traced_time))
        self.trace.append(actor + " " + text)

    async def main(self):
        program = self.program
        self.tasks = []
        self.handles = []
        self.registered = 0
        self.local = contextvars.ContextVar("local", default=0)
        self.futures = [self.loop.create_future() for _ in range(program["futures"])]
        self.locks = [asyncio.Lock() for _ in range(program["locks"])]
        self.queues = [asyncio.Queue(size) for size in program["queues"]]
        self.events = [asyncio.Event() for _ in range(program["events"])]
        self.semaphores = [asyncio.Semaphore(value) for value in program["semaphores"]]
        self.conditions = [asyncio.Condition() for _ in range(program["conditions"])]
        self.barriers = [asyncio.Barrier(parties) for parties in program["barriers"]]
        count = range(len(program["callbacks"]))
        self.callbacks = [lambda c=c: self.call_back(c, "runs") for c in count]
        self.done_callbacks = [lambda future, c=c: self.call_back(c, "hears " + outcome(future)) for c in count]
        me = Actor("m")
        await self.execute(me, program["main"])
        await self.finish(me)

    async def finish(self, me):
        """Ends whatever is left: a body has so few statements that it cannot refuse for ever."""
        rounds = 0
        while rounds < LAST_ROUNDS and not all(task.done() for task in self.tasks):
            rounds += 1
            for lock in self.locks[1::2]:
                if lock.locked():
                    lock.release()
            for task in list(self.tasks):
                task.cancel()
            await asyncio.sleep(ROUND)
        self.log("m", "rounds " + str(rounds))
        self.log("m", "tasks " + show([outcome(task) for task in self.tasks]))
        self.log("m", "futures " + show([outcome(future) for future in self.futures]))

    def call_back(self, c, text):
        me = Actor("c" + str(c))
        self.log(me.name, text)
        for statement in self.program["callbacks"][c]:
            self.do(me, statement)

    async def body(self, index, b):
        me = Actor("t" + str(index), index)
        self.log(me.name, "begins")
        try:
            await self.execute(me, self.program["bodies"][b])
            result = 100 + index
        except Return as early:
            result = early.args[0]
        except BaseException as error:
            self.log(me.name, "ends " + kind(error))
            raise
        self.log(me.name, "returns " + show(result))
        return result

    async def execute(self, me, statements):
        for statement in statements:
            suspending = getattr(self, "await_" + statement[0], None)
            if suspending is None:
                self.do(me, statement)
            else:
                result = await suspending(me, *statement[1:])
                self.log(me.name, statement[0] + ("" if result is None else " " + show(result)))

    def do(self, me, statement):
        if statement[0] == "boom":
            raise Boom(statement[1])
        if statement[0] == "return":
            raise Return(statement[1])
        try:
            result = getattr(self, "do_" + statement[0])(me, *statement[1:])
        except Exception as error:
            result = error
        self.log(me.name, statement[0] + ("" if result is None else " " + show(result)))

    # ------------------------------------------------------------------ whom statements mean

    def task(self, me, number):
        if number < 0:
            return self.tasks[me.index] if me.index >= 0 else None
        return self.tasks[number % len(self.tasks)] if self.tasks else None

    def awaitable(self, me, reference):
        """A future or a task, for a task one of the later ones."""
        what, number = reference
        if what == "f":
            return self.futures[number]
        later = self.tasks[me.index + 1:]
        return later[number % len(later)] if later else None

    def awaitables(self, me, references):
        return [found for found in (self.awaitable(me, each) for each in references) if found is not None]

    def new_task(self, b, create):
        if len(self.tasks) >= MAX_TASKS:
            return "none"
        index = len(self.tasks)
        coroutine = self.body(index, b)
        try:
            self.tasks.append(create(coroutine))
        finally:
            if len(self.tasks) == index:
                coroutine.close()
        return index

    def may_register(self):
        self.registered += 1
        return self.registered <= MAX_CALLBACKS

    def hold(self, handle):
        self.handles.append(handle)
        return len(self.handles) - 1

    # ------------------------------------------------------------------ statements that never suspend

    def do_say(self, me, text):
        return text

    def do_spin(self, me, units):
        self.loop.now += units

    def do_spawn(self, me, b):
        return self.new_task(b, self.loop.create_task)

    def do_spawn_in_group(self, me, b):
        return self.new_task(b, me.groups[-1].create_task) if me.groups else "none"

    def do_cancel(self, me, number):
        task = self.task(me, number)
        return "none" if task is None else task.cancel()

    def do_uncancel(self, me, number):
        task = self.task(me, number)
        return "none" if task is None else task.uncancel()

    def do_ask(self, me, number):
        task = self.task(me, number)
        return "none" if task is None else outcome(task) + "/" + str(task.cancelling())

    def do_set(self, me, f, value):
        self.futures[f].set_result(value)

    def do_fail(self, me, f, number):
        self.futures[f].set_exception(Boom(number))

    def do_cancel_future(self, me, f):
        return self.futures[f].cancel()

    def do_ask_future(self, me, f):
        return outcome(self.futures[f])

    def do_listen(self, me, reference, c):
        found = self.awaitable(ANYBODY, reference)
        if found is None or not self.may_register():
            return "none"
        found.add_done_callback(self.done_callbacks[c])

    def do_unlisten(self, me, reference, c):
        found = self.awaitable(ANYBODY, reference)
        return "none" if found is None else found.remove_done_callback(self.done_callbacks[c])

    def do_soon(self, me, c):
        return self.hold(self.loop.call_soon(self.callbacks[c])) if self.may_register() else "none"

    def do_threadsafe(self, me, c):
        return self.hold(self.loop.call_soon_threadsafe(self.callbacks[c])) if self.may_register() else "none"

    def do_later(self, me, units, c):
        return self.hold(self.loop.call_later(units, self.callbacks[c])) if self.may_register() else "none"

    def do_at(self, me, units, c):
        if not self.may_register():
            return "none"
        return self.hold(self.loop.call_at(self.loop.time() + units, self.callbacks[c]))

    def do_drop(self, me, number):
        if not self.handles:
            return "none"
        handle = self.handles[number % len(self.handles)]
        before = handle.cancelled()
        handle.cancel()
        return before

    def do_bind(self, me, value):
        self.local.set(value)

    def do_bound(self, me):
        return self.local.get()

    def do_release(self, me, k):
        self.locks[k].release()

    def do_is_locked(self, me, k):
        return self.locks[k].locked()

    def do_put_now(self, me, q, item):
        self.queues[q].put_nowait(item)

    def do_get_now(self, me, q):
        return self.queues[q].get_nowait()

    def do_size(self, me, q):
        return self.queues[q].qsize()

    def do_task_done(self, me, q):
        self.queues[q].task_done()

    def do_shut_down(self, me, q, immediate):
        self.queues[q].shutdown(immediate)

    def do_event_set(self, me, e):
        self.events[e].set()

    def do_event_clear(self, me, e):
        self.events[e].clear()

    def do_permit_back(self, me, s):
        self.semaphores[s].release()

    def do_notify(self, me, k, count):
        self.conditions[k].notify(count)

    def do_notify_all(self, me, k):
        self.conditions[k].notify_all()

    def do_reschedule(self, me, units):
        if not me.timeouts:
            return "none"
        me.timeouts[-1].reschedule(None if units is None else self.loop.time() + units)
        return None

    # ------------------------------------------------------------------ statements that may suspend

    async def await_sleep(self, me, units):
        await asyncio.sleep(units)

    async def await_beat(self, me, times):
        for _ in range(times):
            self.log(me.name, "beats")
            await asyncio.sleep(0)

    async def await_await(self, me, reference):
        found = self.awaitable(me, reference)
        return "none" if found is None else await found

    async def await_child(self, me, b):
        index = self.new_task(b, self.loop.create_task)
        return "none" if index == "none" else await self.tasks[index]

    async def await_put(self, me, q, item):
        await self.queues[q].put(item)

    async def await_get(self, me, q):
        return await self.queues[q].get()

    async def await_join(self, me, q):
        await self.queues[q].join()

    async def await_event(self, me, e):
        await self.events[e].wait()

    async def await_acquire(self, me, k):
        await self.locks[k].acquire()

    async def await_permit(self, me, s):
        await self.semaphores[s].acquire()

    async def await_notified(self, me, k):
        if k not in me.conditions:
            return "none"
        await self.conditions[k].wait()
        return None

    async def await_barrier(self, me, k):
        return await self.barriers[k].wait()

    async def await_barrier_reset(self, me, k):
        await self.barriers[k].reset()

    async def await_barrier_abort(self, me, k):
        await self.barriers[k].abort()

    async def await_gather(self, me, references, return_exceptions):
        return await asyncio.gather(*self.awaitables(me, references), return_exceptions=return_exceptions)

    async def await_wait(self, me, references, units, return_when):
        found = self.awaitables(me, references)
        if not found:
            return "none"
        done, pending = await asyncio.wait(found, timeout=units, return_when=return_when)
        return [future in done for future in found]

    async def await_shield(self, me, reference):
        found = self.awaitable(me, reference)
        return "none" if found is None else await asyncio.shield(found)

    async def await_wait_for(self, me, reference, units):
        found = self.awaitable(me, reference)
        return "none" if found is None else await asyncio.wait_for(found, units)

    # ------------------------------------------------------------------ blocks

    async def await_repeat(self, me, times, block):
        for _ in range(times):
            await self.execute(me, block)

    async def await_swallow(self, me, block, handler):
        try:
            await self.execute(me, block)
        except asyncio.CancelledError:
            self.log(me.name, "swallows")
            await self.execute(me, handler)

    async def await_turn(self, me, block, number):
        try:
            await self.execute(me, block)
        except asyncio.CancelledError:
            self.log(me.name, "turns")
            raise Boom(number) from None

    async def await_catch(self, me, block, handler):
        try:
            await self.execute(me, block)
        except Return:
            raise
        except Exception as error:
            self.log(me.name, "catches " + kind(error))
            await self.execute(me, handler)

    async def await_finally(self, me, block, handler):
        try:
            await self.execute(me, block)
        finally:
            self.log(me.name, "cleans up")
            await self.execute(me, handler)

    async def await_locked(self, me, k, block):
        async with self.locks[k]:
            self.log(me.name, "holds lock")
            await self.execute(me, block)

    async def await_permitted(self, me, s, block):
        async with self.semaphores[s]:
            self.log(me.name, "holds permit")
            await self.execute(me, block)

    async def await_conditional(self, me, k, block):
        async with self.conditions[k]:
            me.conditions.append(k)
            try:
                self.log(me.name, "holds condition")
                await self.execute(me, block)
            finally:
                me.conditions.pop()

    async def await_timeout(self, me, units, block):
        try:
            async with asyncio.timeout(units) as timeout:
                me.timeouts.append(timeout)
                try:
                    await self.execute(me, block)
                finally:
                    me.timeouts.pop()
        except TimeoutError:
            return "late"
        finally:
            self.log(me.name, "expired " + show(timeout.expired()))

    async def await_within(self, me, units, block):
        async def run():
            self.log(me.name, "is inside")
            await self.execute(me, block)

        try:
            await asyncio.wait_for(run(), units)
        except TimeoutError:
            return "late"

    async def await_group(self, me, block):
        async with TaskGroup() as group:
            me.groups.append(group)
            try:
                await self.execute(me, block)
            finally:
                me.groups.pop()


def main():
    warnings.simplefilter("ignore")
    sys.unraisablehook = lambda unraisable: None  # of bodies that are dropped when their program is over
    print(".".join(map(str, sys.version_info[:3])), flush=True)
    for line in sys.stdin:
        try:
            trace = Machine(json.loads(line)).run()
        except Exception as error:
            trace = ["broken: " + repr(error)]
        print(";".join(trace), flush=True)


main()
