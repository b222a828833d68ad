package dev.reprise.stacks;

import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;

/** What the visits were, a line a program; printed at the end. */
final class StacksTable {
    /** One kind of visit. */
    enum Visit {
        FULL,
        RESUMED,
        ELSEWHERE
    }

    private final TreeMap<String, Set<Visit>> cells = new TreeMap<>();

    /** Note that a visit went as it should. */
    synchronized void note(StacksIT.Cell cell, Visit visit) {
        cells.computeIfAbsent(cell.toString(), name -> EnumSet.noneOf(Visit.class))
                .add(visit);
    }

    /** Print all. */
    synchronized void print() {
        cells.forEach((cell, visits) -> System.out.println(cell + ": " + visits));
    }
}
