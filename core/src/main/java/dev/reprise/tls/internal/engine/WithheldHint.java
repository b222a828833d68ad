package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.WithheldCertificate;
import org.jspecify.annotations.Nullable;

/** What to say of a server that ends a connection for which it asked for a certificate and got none. */
final class WithheldHint {
    private static final int MAX_ISSUERS = 5;
    private static final int MAX_NAME = 100;

    private WithheldHint() {}

    /** Return the words to append to what happened; empty when the alert is about something else. */
    static String of(int alert, @Nullable WithheldCertificate withheld) {
        if (withheld == null || !mayBeWhy(alert)) {
            return "";
        }
        var text = new StringBuilder("; it asked for a certificate and got none, as ")
                .append(
                        switch (withheld.reason()) {
                            case NO_IDENTITY -> "there is none to show";
                            case KEY_TYPE -> "it takes no key of this type";
                            case SIGNATURE_SCHEME -> "the key fits no signature scheme that it takes";
                            case ISSUER -> "none is issued by an authority that it names";
                        });
        var issuers = withheld.issuers();
        for (int i = 0; i < Math.min(issuers.size(), MAX_ISSUERS); i++) {
            text.append(i == 0 ? "; it takes those issued by '" : ", '")
                    .append(Printable.of(issuers.get(i).getName(), MAX_NAME))
                    .append('\'');
        }
        if (issuers.size() > MAX_ISSUERS) {
            text.append(" and ").append(issuers.size() - MAX_ISSUERS).append(" more");
        }
        return text.toString();
    }

    /** Tell whether servers send this for want of a certificate: TLS 1.2 has no alert of its own for it. */
    private static boolean mayBeWhy(int alert) {
        return alert == AlertDescription.CERTIFICATE_REQUIRED.code()
                || alert == AlertDescription.HANDSHAKE_FAILURE.code()
                || alert == AlertDescription.BAD_CERTIFICATE.code()
                || alert == AlertDescription.CERTIFICATE_UNKNOWN.code()
                || alert == AlertDescription.ACCESS_DENIED.code();
    }
}
