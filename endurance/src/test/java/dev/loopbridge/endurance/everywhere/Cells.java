package dev.loopbridge.endurance.everywhere;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Plays cells one after the other, on a thread that is replaced if a cell keeps it. */
final class Cells {
    /** Many times what a cell takes, and what it may wait for, on a busy machine too. */
    private static final long DEADLINE_MILLIS = 10_000;

    /** Of the same call-out, later calls are like the third. */
    private static final int MOST_CALLS = 3;

    private final Map<CallOut, Integer> calls = new EnumMap<>(CallOut.class);
    private final Map<Cell, List<Violation>> broken = new LinkedHashMap<>();
    private final long endNanos;
    private Worker worker = new Worker();
    private int played;

    Cells(long most, TimeUnit unit) {
        endNanos = System.nanoTime() + unit.toNanos(most);
    }

    /** {@return every cell there is: whichever call-outs a play calls when nothing throws} */
    List<Cell> all(List<Play> plays) {
        List<Cell> cells = new ArrayList<>();
        for (Play play : plays) {
            for (Phase phase : Phase.values()) {
                for (Ears ears : Ears.values()) {
                    addCells(play, phase, ears, cells);
                }
            }
        }
        return cells;
    }

    private void addCells(Play play, Phase phase, Ears ears, List<Cell> cells) {
        Trap counting = Trap.unset();
        List<Violation> found = worker.play(counting, play, phase, ears);
        Cell plain = new Cell(play, phase, ears, CallOut.BODY, 0, Thrown.EXCEPTION);
        note(plain, found);
        if (!found.isEmpty()) {
            return; // it is broken even if nothing throws
        }
        for (CallOut callOut : CallOut.values()) {
            int count = Math.min(MOST_CALLS, counting.calls(callOut));
            calls.merge(callOut, count, Integer::sum);
            for (int nth = 1; nth <= count; nth++) {
                for (Thrown thrown : Thrown.values()) {
                    cells.add(new Cell(play, phase, ears, callOut, nth, thrown));
                }
            }
        }
    }

    /** Plays {@code cell}, unless the time is up. */
    void play(Cell cell) {
        if (System.nanoTime() - endNanos < 0) {
            Trap trap = new Trap(cell.callOut(), cell.nth(), cell.thrown());
            note(cell, worker.play(trap, cell.play(), cell.phase(), cell.ears()));
        }
    }

    private void note(Cell cell, List<Violation> found) {
        played++;
        if (!found.isEmpty()) {
            broken.put(cell, found);
            worker.end(); // it may be spoilt for the next
            worker = new Worker();
        }
    }

    Map<Cell, List<Violation>> broken() {
        return broken;
    }

    /** {@return how often each call-out was called when nothing threw} */
    Map<CallOut, Integer> calls() {
        return calls;
    }

    String summary() {
        return "cells: " + played + ", hung: " + count(Violation.Kind.HUNG) + ", told twice: "
                + count(Violation.Kind.TOLD_TWICE) + ", not told: " + count(Violation.Kind.NOT_TOLD) + ", not closed: "
                + count(Violation.Kind.NOT_CLOSED) + ", threads left: " + count(Violation.Kind.LEFT_BEHIND)
                + ", threads spoilt: " + count(Violation.Kind.THREAD_SPOILT);
    }

    private long count(Violation.Kind kind) {
        return broken.values().stream()
                .filter(found -> found.stream().anyMatch(violation -> violation.kind() == kind))
                .count();
    }

    void end() {
        worker.end();
    }

    /** A thread for cells. */
    private static final class Worker {
        private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
        private final Thread thread = new Thread(this::work, "everywhere");
        private volatile boolean ended;

        Worker() {
            thread.setDaemon(true);
            thread.start();
        }

        private void work() {
            try {
                while (!ended) {
                    jobs.take().run();
                }
            } catch (InterruptedException ended) {
                // by end()
            }
        }

        List<Violation> play(Trap trap, Play play, Phase phase, Ears ears) {
            FutureTask<List<Violation>> job = new FutureTask<>(() -> Scene.play(trap, play, phase, ears));
            jobs.add(job);
            try {
                return job.get(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                trap.disarm();
                return List.of(new Violation(Violation.Kind.HUNG, "at " + stack()));
            } catch (ExecutionException e) {
                return List.of(new Violation(Violation.Kind.NOT_CLOSED, "thrown at the play: " + e.getCause()));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private String stack() {
            StringBuilder stack = new StringBuilder();
            for (StackTraceElement frame : thread.getStackTrace()) {
                stack.append("\n            ").append(frame);
            }
            return stack.toString();
        }

        void end() {
            ended = true;
            thread.interrupt();
        }
    }
}
