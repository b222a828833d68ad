package dev.reprise.tls.jsse;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Provide TLS to programs that speak it by JSSE: {@code SSLContext} of the protocols TLS, TLSv1.2, TLSv1.3, SSL and Default.
 * Name it in a {@code java.security} file ({@code security.provider.1=Reprise}), install it by {@code Security.insertProviderAt},
 * or hand it to {@code SSLContext.getInstance}.
 */
public final class RepriseProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** The name of the provider. */
    public static final String NAME = "Reprise";

    private static final String SSL_CONTEXT = "SSLContext";

    private final transient ResumptionOptions options;

    /** Make the provider; it asks JCA for nothing, as it may be made while JCA itself starts. */
    public RepriseProvider() {
        this(ResumptionOptions.DEFAULT);
    }

    /** Make a provider whose contexts resume with what these options say, such as ticket keys they share. */
    public RepriseProvider(ResumptionOptions options) {
        super(NAME, "0.1", "TLS 1.2 and 1.3 with session resumption that survives restarts and fleets");
        this.options = Objects.requireNonNull(options, "options");
        putService(new ContextService("TLS", List.of("SSL")));
        putService(new ContextService(ProtocolNames.TLS_1_3, List.of()));
        putService(new ContextService(ProtocolNames.TLS_1_2, List.of()));
        putService(new ContextService("Default", List.of()));
    }

    /** Makes contexts without reflection, so that nothing has to be opened or registered for it. */
    private final class ContextService extends Service {
        ContextService(String algorithm, List<String> aliases) {
            super(RepriseProvider.this, SSL_CONTEXT, algorithm, RepriseContext.class.getName(), aliases, null);
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return switch (getAlgorithm()) {
                case "Default" -> new DefaultContext(options);
                case ProtocolNames.TLS_1_2 -> new RepriseContext(List.of(ProtocolNames.TLS_1_2), options);
                default -> new RepriseContext(ProtocolNames.supported(), options);
            };
        }
    }
}
