package dev.reprise.tls.jsse;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;

/**
 * What one run of a test is made of.
 *
 * @param client whose client
 * @param server whose server
 * @param version the only protocol version enabled
 * @param direct whether all buffers are direct ones
 */
record Setting(Stack client, Stack server, String version, boolean direct) {
    static final String TLS_1_2 = "TLSv1.2";
    static final String TLS_1_3 = "TLSv1.3";

    /** Both stacks against themselves and each other: for behaviour that SunJSSE shows, too. */
    static Stream<Setting> all() {
        return settings().stream();
    }

    /** Those with Reprise on at least one side: for behaviour of its own. */
    static Stream<Setting> reprise() {
        return settings().stream()
                .filter(setting -> setting.client == Stack.REPRISE || setting.server == Stack.REPRISE);
    }

    /** Those with Reprise on both sides: for what SunJSSE cannot. */
    static Stream<Setting> repriseAlone() {
        return repriseServer().filter(setting -> setting.client == Stack.REPRISE);
    }

    /** Those with Reprise as the server. */
    static Stream<Setting> repriseServer() {
        return settings().stream().filter(setting -> setting.server == Stack.REPRISE);
    }

    /** As {@link #all}, TLS 1.3 alone. */
    static Stream<Setting> all13() {
        return all().filter(setting -> setting.version.equals(TLS_1_3));
    }

    /** As {@link #all}, TLS 1.2 alone. */
    static Stream<Setting> all12() {
        return all().filter(setting -> setting.version.equals(TLS_1_2));
    }

    /** As {@link #reprise}, TLS 1.3 alone. */
    static Stream<Setting> reprise13() {
        return reprise().filter(setting -> setting.version.equals(TLS_1_3));
    }

    /** As {@link #reprise}, TLS 1.2 alone. */
    static Stream<Setting> reprise12() {
        return reprise().filter(setting -> setting.version.equals(TLS_1_2));
    }

    private static List<Setting> settings() {
        var settings = new ArrayList<Setting>();
        for (var client : Stack.values()) {
            for (var server : Stack.values()) {
                for (var version : List.of(TLS_1_3, TLS_1_2)) {
                    settings.add(new Setting(client, server, version, false));
                    settings.add(new Setting(client, server, version, true));
                }
            }
        }
        return settings;
    }

    boolean tls13() {
        return version.equals(TLS_1_3);
    }

    /** Enable the version, and nothing else, on an engine. */
    SSLEngine restrict(SSLEngine engine) {
        engine.setEnabledProtocols(new String[] {version});
        return engine;
    }

    @Override
    public String toString() {
        return "%s client, %s server, %s, %s".formatted(client, server, version, direct ? "direct" : "heap");
    }
}
