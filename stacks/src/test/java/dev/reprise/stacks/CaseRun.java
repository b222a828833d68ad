package dev.reprise.stacks;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Run one class of tests and print a line as each case begins and as it ends. Its methods are shared out to threads, each
 * with an instance of the class: Netty's cases mostly wait, and keep what they work on in fields.
 */
final class CaseRun implements TestExecutionListener {
    private CaseRun() {}

    /**
     * Run the class.
     *
     * @param arguments its name and the number of threads
     */
    public static void main(String[] arguments) throws Exception {
        int threads = Integer.parseInt(arguments[1]);
        var shares = new ArrayList<List<DiscoverySelector>>();
        for (int i = 0; i < threads; i++) {
            shares.add(new ArrayList<>());
        }
        var all = LauncherFactory.create().discover(request(List.of(selectClass(Class.forName(arguments[0])))));
        int next = 0;
        for (var root : all.getRoots()) {
            for (var test : all.getDescendants(root)) {
                if (test.getSource().filter(MethodSource.class::isInstance).isPresent()) {
                    shares.get(next++ % threads).add(selectUniqueId(test.getUniqueId()));
                }
            }
        }
        try (var executor = Executors.newFixedThreadPool(threads)) {
            var runs = new ArrayList<Future<?>>();
            for (var share : shares) {
                runs.add(executor.submit(() -> LauncherFactory.create().execute(request(share), new CaseRun())));
            }
            for (var run : runs) {
                run.get();
            }
        }
        System.out.println("ALL DONE");
        System.exit(0); // Threads that a failed case has left behind do not keep the JVM.
    }

    private static LauncherDiscoveryRequest request(List<DiscoverySelector> selectors) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build();
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            System.out.println("BEGIN\t" + name(test));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        System.out.println("SKIPPED\t" + name(test) + "\t" + line(reason));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            var why = result.getThrowable().map(Throwable::toString).orElse("");
            System.out.println(result.getStatus() + "\t" + name(test) + "\t" + line(why));
        }
    }

    private static String name(TestIdentifier test) {
        var method = test.getSource()
                .map(source -> source instanceof MethodSource in ? in.getMethodName() : "")
                .orElse("");
        return method + "\t" + test.getDisplayName();
    }

    private static String line(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
