package dev.reprise.tls.jsse;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Provide TLS to programs that speak it by JSSE: {@code SSLContext} of the protocols TLS, TLSv1.2, TLSv1.3, SSL and Default.
 * Name it in a {@code java.security} file ({@code security.provider.1=Reprise}), install it by {@code
 * Security.insertProviderAt}, or hand it to {@code SSLContext.getInstance}.
 */
public final class RepriseProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** The name of the provider. */
    public static final String NAME = "Reprise";

    private static final String SSL_CONTEXT = "SSLContext";

    private final transient @Nullable Path file;
    /** Null until the file is read, if there is one. */
    private transient volatile @Nullable ResumptionOptions options;

    /** Make the provider; it asks JCA for nothing, as it may be made while JCA itself starts. */
    public RepriseProvider() {
        this(ResumptionOptions.DEFAULT);
    }

    /** Make a provider whose contexts resume with what these options say, such as ticket keys they share. */
    public RepriseProvider(ResumptionOptions options) {
        this(Objects.requireNonNull(options, "options"), null);
    }

    private RepriseProvider(@Nullable ResumptionOptions options, @Nullable Path file) {
        super(NAME, "0.1", "TLS 1.2 and 1.3 with session resumption that survives restarts and fleets");
        this.options = options;
        this.file = file;
        putService(new ContextService("TLS", List.of("SSL")));
        putService(new ContextService(ProtocolNames.TLS_1_3, List.of()));
        putService(new ContextService(ProtocolNames.TLS_1_2, List.of()));
        putService(new ContextService("Default", List.of()));
    }

    /**
     * Make a provider whose contexts resume with what a file says, as {@code security.provider.1=Reprise /etc/reprise.conf}
     * in a {@code java.security} file does for programs that nobody may change; docs/jsse.md describes the file. It is read
     * when the first context is made, as JCA may be starting now, and once. Should it or what it names not be readable then,
     * making a context throws a {@link java.security.ProviderException} that says what and where: JCA tries no other provider
     * after it.
     *
     * @param path the file
     */
    @Override
    public Provider configure(String path) {
        return new RepriseProvider(null, Path.of(path));
    }

    @Override
    public boolean isConfigured() {
        return true; // JCA asks; without a file there is nothing to say.
    }

    /** Return what contexts resume with. */
    ResumptionOptions options() {
        var known = options;
        return known == null ? readOptions() : known;
    }

    private synchronized ResumptionOptions readOptions() {
        var known = options;
        if (known == null) {
            known = file == null ? ResumptionOptions.DEFAULT : OptionsFile.read(file);
            options = known;
        }
        return known;
    }

    /** Makes contexts without reflection, so that nothing has to be opened or registered for it. */
    private final class ContextService extends Service {
        ContextService(String algorithm, List<String> aliases) {
            super(RepriseProvider.this, SSL_CONTEXT, algorithm, RepriseContext.class.getName(), aliases, null);
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            return switch (getAlgorithm()) {
                case "Default" -> new DefaultContext(options());
                case ProtocolNames.TLS_1_2 -> new RepriseContext(List.of(ProtocolNames.TLS_1_2), options());
                default -> new RepriseContext(ProtocolNames.supported(), options());
            };
        }
    }
}
