package dev.reprise.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the run has seen: a row per peer, its role and our way, a column per setup and step. Long words stand below the table
 * under a number.
 */
final class InteropTable {
    private static final String NOT_RUN = "-";

    private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** Add a row, so that one whose tests never ran shows as such. */
    void expect(String peer, String role, String ours) {
        rows.computeIfAbsent(row(peer, role, ours), key -> new TreeMap<>());
    }

    /** Record what was seen in one cell. */
    void record(Cell cell, String seen, @Nullable String note) {
        var text = seen;
        if (note != null) {
            if (!notes.contains(note)) {
                notes.add(note);
            }
            text += "[" + (notes.indexOf(note) + 1) + "]";
        }
        rows.computeIfAbsent(row(cell.peer(), cell.role(), cell.ours()), key -> new TreeMap<>())
                .put(column(cell.setup(), cell.resumed()), text);
    }

    /** Tell whether something was recorded in a cell. */
    boolean has(Cell cell) {
        var cells = rows.get(row(cell.peer(), cell.role(), cell.ours()));
        return cells != null && cells.containsKey(column(cell.setup(), cell.resumed()));
    }

    /** Return the cells that nothing was recorded for. */
    List<String> empty() {
        var empty = new ArrayList<String>();
        rows.forEach((row, cells) -> columns().stream()
                .filter(column -> !cells.containsKey(column))
                .forEach(column -> empty.add(row.replaceAll(" +", " ") + ": " + column)));
        return empty;
    }

    /** Return the table and its notes. */
    String text() {
        var text = new StringBuilder();
        line(text, row("peer", "its role", "we are"), column -> column);
        text.append("-".repeat(text.length() - 1)).append('\n');
        rows.forEach((row, cells) -> line(text, row, column -> cells.getOrDefault(column, NOT_RUN)));
        for (int i = 0; i < notes.size(); i++) {
            text.append('[').append(i + 1).append("] ").append(notes.get(i)).append('\n');
        }
        return text.toString();
    }

    private void line(StringBuilder text, String row, UnaryOperator<String> cell) {
        text.append(row);
        for (var column : columns()) {
            int width = rows.values().stream()
                    .mapToInt(cells -> cells.getOrDefault(column, NOT_RUN).length())
                    .reduce(column.length(), Math::max);
            text.append(" | ").append(("%-" + width + "s").formatted(cell.apply(column)));
        }
        text.append('\n');
    }

    private static String row(String peer, String role, String ours) {
        return "%-26s %-8s %-8s".formatted(peer, role, ours);
    }

    private static List<String> columns() {
        var columns = new ArrayList<String>();
        for (var setup : Setup.ALL) {
            columns.add(column(setup, false));
            columns.add(column(setup, true));
        }
        return columns;
    }

    private static String column(Setup setup, boolean resumed) {
        var step = resumed ? "resumed" : "full";
        return setup.versions().title() + " " + (setup.clientCertificate() ? "cert " : "") + step;
    }

    /**
     * One cell.
     *
     * @param peer the peer's name
     * @param role the peer's role
     * @param ours our way
     * @param setup the conditions
     * @param resumed whether the second connection is meant
     */
    record Cell(String peer, String role, String ours, Setup setup, boolean resumed) {}
}
