package dev.reprise.tls.hostile;

import dev.reprise.tls.internal.handshake.State;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The state tables of docs/states.md. A table belongs to the package that the text before it names; its first column is a
 * state, empty to go on with the one above, or "all" (but some); the second holds what is accepted, or "nothing", and the
 * third every state this leads to, or "the same". Names of states are qualified from the table's package, as {@code
 * tls12.Connected}.
 */
final class StateTable {
    private static final String HANDSHAKE = "dev.reprise.tls.internal.handshake";
    private static final Pattern PACKAGE = Pattern.compile("`t\\.internal\\.handshake\\.([a-z0-9.]+)`");
    private static final Pattern NAME = Pattern.compile("(?:[a-z0-9]+\\.)?[A-Z]\\w*");

    /** Every state of the program, by its class's name. */
    private final Set<String> states;
    /** By state, what it accepts and where that leads. */
    private final Map<String, Map<String, Set<String>>> accepted = new LinkedHashMap<>();
    /** What the tables list as a beginning, without a message: the classes that open a handshake. */
    private final Map<String, Set<String>> starts = new LinkedHashMap<>();

    private StateTable(Set<String> states) {
        this.states = states;
    }

    /** Read the tables of docs/states.md. */
    static StateTable read(Path document) throws IOException {
        var table = new StateTable(concreteStates());
        String inPackage = "";
        String state = "";
        for (var line : Files.readAllLines(document)) {
            var named = PACKAGE.matcher(line);
            if (named.find()) {
                inPackage = HANDSHAKE + "." + named.group(1);
            }
            if (line.startsWith("|") && !line.startsWith("| state ") && !line.startsWith("| ---")) {
                var cells = line.split("\\|", -1);
                state = cells[1].isBlank() ? state : cells[1].strip();
                table.add(inPackage, state, cells[2].strip(), cells[3].strip());
            }
        }
        return table;
    }

    private void add(String inPackage, String state, String accepts, String next) {
        if (accepts.equals("–")) {
            starts.put(inPackage + "." + state, names(inPackage, next));
            return;
        }
        for (var owner : owners(inPackage, state)) {
            if (accepts.equals("nothing")) {
                accepted.put(owner, new LinkedHashMap<>());
                continue;
            }
            var leads = next.equals("the same") ? Set.of(owner) : names(inPackage, next);
            if (leads.isEmpty()) {
                throw new AssertionError("no state in '" + next + "' after " + owner + " on " + accepts);
            }
            for (var message : accepts.split(", ", -1)) {
                accepted.computeIfAbsent(owner, o -> new LinkedHashMap<>()).put(message, leads);
            }
        }
    }

    private Set<String> owners(String inPackage, String state) {
        if (!state.startsWith("all")) {
            var owner = inPackage + "." + state;
            if (!states.contains(owner)) {
                throw new AssertionError("there is no state " + owner);
            }
            return Set.of(owner);
        }
        var others = new TreeSet<String>();
        for (var name : states) {
            if (name.startsWith(inPackage + ".") && name.indexOf('.', inPackage.length() + 1) < 0) {
                others.add(name);
            }
        }
        others.removeAll(names(inPackage, state));
        return others;
    }

    private Set<String> names(String inPackage, String text) {
        return NAME.matcher(text)
                .results()
                .map(name -> inPackage + "." + name.group())
                .filter(states::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Return the names of all states the program has, whether the tables know them or not. */
    Set<String> states() {
        return states;
    }

    /** Return by state what it accepts and where that leads. */
    Map<String, Map<String, Set<String>>> accepted() {
        return accepted;
    }

    /** Return by opening class the states that it leads to. */
    Map<String, Set<String>> starts() {
        return starts;
    }

    /** Find the states among the classes that were compiled, so that none can be forgotten. */
    private static Set<String> concreteStates() throws IOException {
        try {
            var root = Path.of(State.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            var names = new TreeSet<String>();
            try (var files = Files.walk(root.resolve(HANDSHAKE.replace('.', '/')))) {
                for (var file : files.toList()) {
                    var name = root.relativize(file).toString().replace('/', '.');
                    if (name.endsWith(".class") && !name.endsWith("-info.class")) {
                        var type = Class.forName(name.substring(0, name.length() - ".class".length()));
                        if (State.class.isAssignableFrom(type) && !type.isInterface()) {
                            names.add(type.getName());
                        }
                    }
                }
            }
            return names;
        } catch (URISyntaxException | ClassNotFoundException e) {
            throw new IOException(e);
        }
    }
}
