package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a config says of the sessions that may be offered.
 *
 * @param cipherSuites the suites enabled, of which the enabled versions follow
 * @param withoutExtendedMasterSecret whether TLS 1.2 sessions without it are offered, too
 * @param trustForeignSessions whether other programs' sessions are offered without a look at their chain
 * @param chains verifies stored chains
 * @param wall the wall clock
 */
public record OfferRules(
        List<CipherSuite> cipherSuites,
        boolean withoutExtendedMasterSecret,
        boolean trustForeignSessions,
        StoredChains chains,
        InstantSource wall) {
    /** Copy the list. */
    public OfferRules {
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** Verifies the chain of a session as if the server showed it now. */
    @FunctionalInterface
    public interface StoredChains {
        /**
         * Verify a session's chain.
         *
         * @param session with a chain that is not empty
         * @param name the name the leaf must have
         * @return what the authority says of the leaf; empty when nothing is known of that
         * @throws ProtocolException with the reason of the first fault
         */
        Optional<OcspStatus> verify(Session session, String name) throws ProtocolException;
    }

    /** Tell whether a version is enabled. */
    boolean speaks(ProtocolVersion version) {
        for (var suite : cipherSuites) {
            if (suite.version() == version) {
                return true;
            }
        }
        return false;
    }

    /** Tell whether a suite is enabled that resumes a session. */
    boolean resumes(SessionData session) {
        for (var suite : cipherSuites) {
            if (session.resumesWith(suite)) {
                return true;
            }
        }
        return false;
    }
}
