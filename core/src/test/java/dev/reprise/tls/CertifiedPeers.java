package dev.reprise.tls;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;

/** Clients with or without a certificate, servers that ask or not; one store and one ring of ticket keys for all. */
final class CertifiedPeers {
    static final TestCertificate ROOT = TestCertificates.root("Clients' Root");
    static final TestCertificate BETWEEN =
            TestCertificates.named("Clients' Intermediate").authority().issuedBy(ROOT);
    /** Issued by the intermediate. */
    static final TestCertificate ALICE =
            TestCertificates.named("Alice").client().issuedBy(BETWEEN);
    /** Issued by the root. */
    static final TestCertificate BOB = TestCertificates.named("Bob").client().issuedBy(ROOT);

    final RingClocks clocks = new RingClocks();
    final CountingStore store = Parties.store(clocks);
    final TicketKeyRing ring = Parties.ring(clocks);

    private final ProtocolVersion[] versions;

    CertifiedPeers(ProtocolVersion... versions) {
        this.versions = versions;
    }

    /** Begin a client without a certificate. */
    ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store).protocols(versions);
    }

    /** Begin a client with a certificate. */
    ClientConfig.Builder client(TestCertificate identity) {
        return client().identity(Parties.identity(identity));
    }

    /** Begin a server that does not ask. */
    ServerConfig.Builder server() {
        return Parties.server(clocks).ticketKeys(ring).sessionId(new byte[] {1}).protocols(versions);
    }

    /** Begin a server that lets nobody in without a certificate. */
    ServerConfig.Builder required() {
        return server().requireClientCertificate(List.of(ROOT.certificate()));
    }

    /** Begin a server that asks, and lets in who has none. */
    ServerConfig.Builder optional() {
        return server().optionalClientCertificate(List.of(ROOT.certificate()));
    }
}
