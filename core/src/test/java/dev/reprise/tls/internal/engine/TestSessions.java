package dev.reprise.tls.internal.engine;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;

/** Sessions for tests that only pass them on. */
public final class TestSessions {
    private TestSessions() {}

    /** A session of some ticket. */
    public static Session session(int number) throws Exception {
        var leaf = TestCertificates.named("example.org").dns("example.org").selfSigned();
        try (var data = SessionData.builder()
                .protocolVersion(ProtocolVersion.TLS_1_3.code())
                .cipherSuite(ScriptedServer.SUITE.code())
                .secret(Secret.take(new byte[32]))
                .time(TestCertificates.NOW.getEpochSecond())
                .timeout(7200)
                .ticketLifetimeHint(7200)
                .ticket(Bytes.wrap(new byte[] {9, (byte) number}))
                .peerCertificate(Bytes.wrap(leaf.certificate().getEncoded()))
                .build()) {
            return Session.ofDer(data.encode(), List.of(leaf.certificate()));
        }
    }
}
