"""Times CPython's asyncio on the rows that it has. Writes JSON lines: row, case, ns an item (best of rounds, and median)."""

import asyncio
import json
import statistics
import sys
import threading
import time

ITEMS = 100_000
ROUNDS = 5


async def chain(loop):
    done = loop.create_future()
    left = ITEMS

    def link():
        nonlocal left
        left -= 1
        if left:
            loop.call_soon(link)
        else:
            done.set_result(None)

    loop.call_soon(link)
    await done


async def fan_out(loop):
    for _ in range(ITEMS // 256):
        done = loop.create_future()
        for _ in range(255):
            loop.call_soon(int)
        loop.call_soon(done.set_result, None)
        await done


async def burst(loop):
    done = loop.create_future()
    for _ in range(ITEMS - 1):
        loop.call_soon(int)
    loop.call_soon(done.set_result, None)
    await done


async def from_threads(loop, producers):
    done = loop.create_future()
    left = ITEMS

    def task():
        nonlocal left
        left -= 1
        if not left:
            done.set_result(None)

    def produce():
        for _ in range(ITEMS // producers):
            loop.call_soon_threadsafe(task)

    threads = [threading.Thread(target=produce) for _ in range(producers)]
    for thread in threads:
        thread.start()
    await done
    for thread in threads:
        thread.join()


async def timeouts(loop):
    for _ in range(ITEMS):
        loop.call_later(3600, int).cancel()


async def sleeps(tasks):
    async def body():
        for _ in range(ITEMS // tasks):
            await asyncio.sleep(0)

    await asyncio.gather(*(body() for _ in range(tasks)))


async def futures(loop, tasks):
    async def body():
        for _ in range(ITEMS // tasks):
            future = loop.create_future()
            loop.call_soon(future.set_result, None)
            await future

    await asyncio.gather(*(body() for _ in range(tasks)))


async def create(loop):
    async def body():
        pass

    for _ in range(ITEMS):
        await loop.create_task(body())


CASES = {
    ("A", "chain"): chain,
    ("A", "fan-out"): fan_out,
    ("A", "burst"): burst,
    ("B", "1"): lambda loop: from_threads(loop, 1),
    ("B", "2"): lambda loop: from_threads(loop, 2),
    ("D2", "at once"): timeouts,
    ("G", "sleep(0), 1 task"): lambda loop: sleeps(1),
    ("G", "sleep(0), 100 tasks"): lambda loop: sleeps(100),
    ("G", "future, 100 tasks"): lambda loop: futures(loop, 100),
    ("G", "create and finish"): create,
}


def timed(case):
    async def main():
        before = time.perf_counter_ns()
        await case(asyncio.get_running_loop())
        return (time.perf_counter_ns() - before) / ITEMS

    return asyncio.run(main())


def main():
    measured = []
    for (row, name), case in CASES.items():
        times = [timed(case) for _ in range(ROUNDS)]
        measured.append(
            {"row": row, "case": name, "ns": round(min(times), 1), "median": round(statistics.median(times), 1)}
        )
    version = ".".join(map(str, sys.version_info[:3]))
    json.dump({"peer": "CPython asyncio", "version": version, "measured": measured}, sys.stdout, indent=1)
    print()


main()
