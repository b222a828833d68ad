package dev.reprise.stacks;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the visits were, a line for each cell; printed at the end. */
final class StacksTable {
    /** One kind of visit. */
    enum Visit {
        FULL,
        RESUMED,
        ELSEWHERE
    }

    private static final String ROW = "%-30s %-8s %-12s %-8s %-8s %-6s %-8s %s%n";

    private final Map<StacksIT.Cell, Set<Visit>> cells = new LinkedHashMap<>();

    /** Note that a visit went as it should. */
    synchronized void note(StacksIT.Cell cell, Visit visit) {
        cells.computeIfAbsent(cell, name -> EnumSet.noneOf(Visit.class)).add(visit);
    }

    /** Print all. */
    synchronized void print() {
        var out = new StringBuilder(String.format(
                ROW, "program", "version", "certificate", "server", "client", "full", "resumed", "resumed elsewhere"));
        cells.forEach((cell, visits) -> out.append(String.format(
                ROW,
                cell.program(),
                cell.version(),
                cell.clientCertificate() ? "of client" : "-",
                cell.server(),
                cell.client(),
                told(visits, Visit.FULL),
                told(visits, Visit.RESUMED),
                cell.server().sharesTicketKeys() ? told(visits, Visit.ELSEWHERE) : "(shares no keys)")));
        System.out.print(out);
    }

    private static String told(Set<Visit> visits, Visit visit) {
        return visits.contains(visit) ? "yes" : "NO";
    }
}
