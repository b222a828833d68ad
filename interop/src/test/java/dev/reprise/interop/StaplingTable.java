package dev.reprise.interop;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Who did what with which OCSP response, for the test's output. */
final class StaplingTable {
    private final String title;
    private final Map<String, Map<OcspCase, String>> rows = new TreeMap<>();

    StaplingTable(String title) {
        this.title = title;
    }

    /** Fill a cell. */
    synchronized void add(String row, OcspCase response, String outcome) {
        rows.computeIfAbsent(row, unseen -> new EnumMap<>(OcspCase.class)).put(response, outcome);
    }

    /** Print what there is. */
    synchronized void print() {
        var text = new StringBuilder(title);
        for (var response : OcspCase.values()) {
            text.append(" | ").append(response);
        }
        rows.forEach((row, cells) -> {
            text.append('\n').append(row);
            for (var response : OcspCase.values()) {
                text.append(" | ").append(cells.getOrDefault(response, "–"));
            }
        });
        System.out.println(text);
    }
}
