package dev.reprise.cli.tunnel;

import java.lang.reflect.Proxy;

/**
 * Hear the process's signals. Java has no other way to them than {@code sun.misc.Signal}, which every JDK's module
 * jdk.unsupported has and for which there is no replacement; it is called by reflection, as javac warns of each use. Where it
 * is missing, signals do what they do by default.
 */
public final class Signals {
    private Signals() {}

    /**
     * Run an action, in a thread of its own, whenever a signal comes.
     *
     * @param name without SIG, such as {@code HUP}
     * @return whether the signal is heard
     */
    public static boolean on(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, given) -> {
                        if (!method.getName().equals("handle")) {
                            return method.invoke(action, given); // Those of Object.
                        }
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            return true;
        } catch (ReflectiveOperationException unsupported) {
            return false;
        }
    }
}
