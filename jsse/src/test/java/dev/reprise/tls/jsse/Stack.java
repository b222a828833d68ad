package dev.reprise.tls.jsse;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import javax.net.ssl.SSLContext;

/** Whose JSSE a test looks at: SunJSSE is the control that shows what programs are used to. */
enum Stack {
    SUN("SunJSSE") {
        @Override
        Provider provider() {
            return Security.getProvider("SunJSSE");
        }
    },
    REPRISE("Reprise") {
        @Override
        Provider provider() {
            return new RepriseProvider();
        }
    };

    private final String displayName;

    Stack(String displayName) {
        this.displayName = displayName;
    }

    abstract Provider provider();

    /** Make a context that is not initialised yet. */
    SSLContext context(String protocol) throws GeneralSecurityException {
        return SSLContext.getInstance(protocol, provider());
    }

    @Override
    public String toString() {
        return displayName;
    }
}
