package dev.reprise.interop;

import dev.reprise.testkit.ChildProcess;
import java.util.function.BiFunction;

/**
 * A server that runs as a child.
 *
 * @param port where it listens
 * @param process the child
 * @param telling finds in the process's output or in a reply what the server tells of the latest connection
 */
record ServerProcess(int port, ChildProcess process, BiFunction<ChildProcess, String, Told> telling)
        implements StrangeServer.Running {
    @Override
    public Told told(String reply) {
        return telling.apply(process, reply);
    }

    @Override
    public void close() {
        process.close();
    }
}
