package dev.reprise.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.jsse.RepriseJsse;
import dev.reprise.tls.jsse.RepriseProvider;
import dev.reprise.tls.jsse.ResumptionOptions;
import dev.reprise.tls.session.TicketKeyRing;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** Whose TLS stands under a program. */
enum Jsse {
    /** The JDK's: the control, which tells our faults from the programs' own demands. */
    SUN {
        @Override
        SSLContext context(KeyManager keys) throws GeneralSecurityException {
            var context = SSLContext.getInstance("TLS", "SunJSSE");
            context.init(keys == null ? null : new KeyManager[] {keys}, Pki.RUN.trust(), null);
            return context;
        }

        @Override
        boolean sharesTicketKeys() {
            return false;
        }
    },
    /** SunJSSE with engines of a class that is not the JDK's: tells what programs demand of a class from what they demand of TLS. */
    FOREIGN {
        @Override
        SSLContext context(KeyManager keys) throws GeneralSecurityException {
            var context = SSLContext.getInstance("TLS", new ForeignProvider());
            context.init(keys == null ? null : new KeyManager[] {keys}, Pki.RUN.trust(), null);
            return context;
        }

        @Override
        boolean sharesTicketKeys() {
            return false;
        }
    },
    /** Ours. */
    REPRISE {
        @Override
        SSLContext context(KeyManager keys) throws GeneralSecurityException {
            var context = SSLContext.getInstance("TLS", OURS);
            context.init(keys == null ? null : new KeyManager[] {keys}, Pki.RUN.trust(), null);
            return context;
        }

        @Override
        boolean sharesTicketKeys() {
            return true;
        }
    };

    private static final RepriseProvider OURS =
            new RepriseProvider(ResumptionOptions.DEFAULT.ticketKeys(new TicketKeyRing()));

    private String provider() {
        return switch (this) {
            case SUN -> "SunJSSE";
            case FOREIGN -> ForeignProvider.NAME;
            case REPRISE -> RepriseProvider.NAME;
        };
    }

    /** Assert that this TLS, and nobody's in its place, has done so many handshakes at least, as far as it counts them. */
    void assertDone(SSLContext context, boolean client, long handshakes) {
        assertThat(context.getProvider().getName()).isEqualTo(provider());
        if (this == REPRISE) {
            var counts = client ? RepriseJsse.clientCounts(context) : RepriseJsse.serverCounts(context);
            assertThat(counts.done())
                    .as("handshakes of Reprise's %s", client ? "clients" : "servers")
                    .isGreaterThanOrEqualTo(handshakes);
        }
    }

    /** Return whose TLS is under trial: ours, or the control's with {@code -Dstacks.tried=SUN}. */
    static Jsse tried() {
        return Jsse.valueOf(System.getProperty("stacks.tried", "REPRISE"));
    }

    /** Make a context; two of this run that have the same certificate share their ticket keys, where that can be. */
    abstract SSLContext context(KeyManager keys) throws GeneralSecurityException;

    /** Tell whether a second server can open the first one's tickets. */
    abstract boolean sharesTicketKeys();
}
