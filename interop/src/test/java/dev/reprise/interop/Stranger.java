package dev.reprise.interop;

import dev.reprise.testkit.Programs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Somebody else's TLS program in one role. */
interface Stranger {
    /** Return its name, and its version where it says one; also when it is not installed. */
    String name() throws IOException;

    /** Return what must be installed for it to run, as programs' names. */
    List<String> programs();

    /** Return which of them are not installed. */
    default List<String> missing() {
        return programs().stream()
                .filter(program -> Programs.find(program).isEmpty())
                .toList();
    }

    /** Return the Debian package that has them. */
    String debianPackage();

    /** Return why this program by nature cannot do a thing; empty when it can. */
    default Optional<String> cannot(Setup setup) {
        return Optional.empty();
    }
}
