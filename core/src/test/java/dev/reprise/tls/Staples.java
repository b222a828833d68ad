package dev.reprise.tls;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;

/** OCSP responses for the certificates of {@link Parties}, and servers that send them. */
@SuppressWarnings("exports") // of the tests' own jar only
public final class Staples {
    private Staples() {}

    /** Begin a response about a certificate that is current for an hour each way. */
    public static TestOcsp about(TestCertificate certificate, RingClocks clocks) {
        return TestOcsp.of(certificate)
                .updated(clocks.now().minusSeconds(3600), clocks.now().plusSeconds(3600));
    }

    /** Begin a server with tickets that sends a good response about {@link Parties#SERVER}. */
    public static ServerConfig.Builder server(RingClocks clocks) {
        return server(clocks, about(Parties.SERVER, clocks));
    }

    /** Begin a server with tickets that sends a response about {@link Parties#SERVER}. */
    public static ServerConfig.Builder server(RingClocks clocks, TestOcsp response) {
        var identities = new Identities(Parties.identity(Parties.SERVER));
        identities.staple(Bytes.wrap(response.der()), "the response", clocks.now());
        return TlsConfig.server(identities).sessionLifetime(Parties.LIFETIME).clocks(clocks.clocks());
    }
}
