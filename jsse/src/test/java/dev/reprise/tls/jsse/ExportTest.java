package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keying material by the methods that JSSE has from Java 25 on. */
class ExportTest {
    private static final String LABEL = "EXPORTER-test";
    private static final byte[] CONTEXT = {1, 2, 3};

    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    private static byte[] data(SSLSession session, String label, byte[] context, int length) throws Exception {
        return (byte[]) call(
                method("exportKeyingMaterialData", String.class, byte[].class, int.class),
                session,
                label,
                context,
                length);
    }

    private static Method method(String name, Class<?>... parameters) {
        try {
            return ExtendedSSLSession.class.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            assumeTrue(false, "Java " + Runtime.version().feature() + " has no exporters in JSSE");
            throw new AssertionError(e);
        }
    }

    private static Object call(Method method, Object... arguments) throws Exception {
        var rest = new Object[arguments.length - 1];
        System.arraycopy(arguments, 1, rest, 0, rest.length);
        try {
            return method.invoke(arguments[0], rest);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE 25] both ends export the same, by label, context and length")
    void same(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        var client = pair.client.engine.getSession();
        var server = pair.server.engine.getSession();
        var seen = new ArrayList<List<Byte>>();
        for (var context : new byte[][] {null, {}, CONTEXT}) {
            var exported = data(client, LABEL, context, 32);
            assertThat(exported).hasSize(32).isEqualTo(data(server, LABEL, context, 32));
            seen.add(bytes(exported));
            var key = (SecretKey) call(
                    method("exportKeyingMaterialKey", String.class, String.class, byte[].class, int.class),
                    client,
                    "AES",
                    LABEL,
                    context,
                    32);
            assertThat(key.getAlgorithm()).isEqualTo("AES");
            assertThat(key.getEncoded()).isEqualTo(exported);
        }
        assertThat(seen.get(0).equals(seen.get(1)))
                .as("no context is an empty one")
                .isEqualTo(setting.tls13());
        assertThat(seen.get(2)).isNotIn(seen.subList(0, 2));
        assertThat(data(client, LABEL, CONTEXT, 100)).hasSize(100);
        assertThat(bytes(data(client, LABEL + "2", CONTEXT, 32))).isNotIn(seen);
    }

    private static List<Byte> bytes(byte[] array) {
        var list = new ArrayList<Byte>();
        for (byte value : array) {
            list.add(value);
        }
        return list;
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE 25] what exporters refuse")
    void refused(Setting setting) throws Exception {
        var session = EnginePair.of(setting).handshake().client.engine.getSession();
        assertThatThrownBy(() -> data(session, null, CONTEXT, 32)).isInstanceOf(NullPointerException.class);
        for (int length : new int[] {0, -1}) {
            assertThatThrownBy(() -> data(session, LABEL, CONTEXT, length))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        var key = method("exportKeyingMaterialKey", String.class, String.class, byte[].class, int.class);
        assertThatThrownBy(() -> call(key, session, null, LABEL, CONTEXT, 32)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> call(key, session, "", LABEL, CONTEXT, 32))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE 25] in the handshake there is nothing to export yet")
    void tooEarly(Setting setting) throws Exception {
        var thrown = new ArrayList<Throwable>();
        var trust = new AllTrusting() {
            @Override
            void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                try {
                    data(engine.getHandshakeSession(), LABEL, CONTEXT, 32);
                } catch (Exception e) {
                    thrown.add(e);
                }
            }
        };
        var client = Parties.context(setting.client(), null, new TrustManager[] {trust});
        EnginePair.named(setting, client, Parties.server(setting.server())).handshake();
        if (setting.client() == Stack.REPRISE || setting.tls13()) { // SunJSSE's exports something in TLS 1.2.
            assertThat(thrown).hasSize(1).hasOnlyElementsOfType(IllegalStateException.class);
        }
    }
}
