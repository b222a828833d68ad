package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Sealer;
import java.security.AlgorithmConstraints;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What a program has set on one engine or socket. What it has not set is null, and stands for the default of the context,
 * which may depend on the role. Thread-safe, as stacks look at any time.
 */
final class Parameters {
    private final Defaults defaults;
    private final HostNames hostNames;
    private boolean client;
    private @Nullable List<String> protocols;
    private @Nullable List<String> suites;
    private boolean needClientAuth;
    private boolean wantClientAuth;
    private boolean sessionCreation = true;
    private @Nullable String identification;
    private @Nullable AlgorithmConstraints constraints;
    private @Nullable List<SNIServerName> serverNames;
    private @Nullable String peerHost;
    private @Nullable Collection<SNIMatcher> matchers;
    private boolean serversOrder = true;
    private boolean retransmissions;
    private int maximumPacketSize;
    /** Null for the default ones. */
    private @Nullable List<String> applicationProtocols;

    private @Nullable List<String> schemes;
    private @Nullable List<String> groups;

    Parameters(Defaults defaults, HostNames hostNames) {
        this.defaults = defaults;
        this.hostNames = hostNames;
    }

    /** Copy what is set now; later changes do not reach the copy. */
    synchronized Parameters copy() {
        var copy = new Parameters(defaults, hostNames);
        copy.client = client;
        copy.protocols = protocols;
        copy.suites = suites;
        copy.needClientAuth = needClientAuth;
        copy.wantClientAuth = wantClientAuth;
        copy.sessionCreation = sessionCreation;
        copy.identification = identification;
        copy.constraints = constraints;
        copy.serverNames = serverNames;
        copy.peerHost = peerHost;
        copy.matchers = matchers;
        copy.serversOrder = serversOrder;
        copy.retransmissions = retransmissions;
        copy.maximumPacketSize = maximumPacketSize;
        copy.applicationProtocols = applicationProtocols;
        copy.schemes = schemes;
        copy.groups = groups;
        return copy;
    }

    /** Tell the role, by which defaults differ. */
    synchronized void client(boolean client) {
        this.client = client;
    }

    synchronized boolean client() {
        return client;
    }

    synchronized List<String> protocols() {
        return protocols == null ? defaults.of(client).protocols() : protocols;
    }

    static String[] supportedProtocols() {
        return ProtocolNames.supported().toArray(String[]::new);
    }

    String[] enabledProtocols() {
        return protocols().toArray(String[]::new);
    }

    synchronized void protocols(@Nullable String @Nullable [] names) {
        protocols = ProtocolNames.checked(names);
    }

    synchronized List<String> suites() {
        return suites == null ? defaults.of(client).suites() : suites;
    }

    static String[] supportedSuites() {
        return SuiteNames.of(CipherSuites.DEFAULT);
    }

    String[] enabledSuites() {
        return suites().toArray(String[]::new);
    }

    synchronized void suites(String @Nullable [] names) {
        suites = SuiteNames.checked(names);
    }

    synchronized boolean needClientAuth() {
        return needClientAuth;
    }

    synchronized void needClientAuth(boolean need) {
        needClientAuth = need;
        wantClientAuth = false;
    }

    synchronized boolean wantClientAuth() {
        return wantClientAuth;
    }

    synchronized void wantClientAuth(boolean want) {
        needClientAuth = false;
        wantClientAuth = want;
    }

    synchronized boolean sessionCreation() {
        return sessionCreation;
    }

    synchronized void sessionCreation(boolean allowed) {
        sessionCreation = allowed;
    }

    /** Return how the peer is to be identified, such as {@code HTTPS}; null or empty for not at all. */
    synchronized @Nullable String identification() {
        return identification;
    }

    synchronized @Nullable AlgorithmConstraints constraints() {
        return constraints;
    }

    /** Return the names to send: those that the program has set, or that of the host; null without either, empty for none. */
    synchronized @Nullable List<SNIServerName> serverNames() {
        return serverNames == null ? implicitServerNames() : serverNames;
    }

    /** Return the names that the program has set; null when it has set none, empty to send none. */
    synchronized @Nullable List<SNIServerName> givenServerNames() {
        return serverNames;
    }

    /** Send this host's name, if it has one, unless the program sets others. */
    synchronized void peerHost(@Nullable String host) {
        peerHost = host;
    }

    private @Nullable List<SNIServerName> implicitServerNames() {
        return hostNames.of(peerHost);
    }

    synchronized @Nullable Collection<SNIMatcher> matchers() {
        return matchers;
    }

    /** Tell whether a server's order of suites decides, not the client's. */
    synchronized boolean serversOrder() {
        return serversOrder;
    }

    synchronized List<String> applicationProtocols() {
        return applicationProtocols == null ? defaults.of(client).applicationProtocols() : applicationProtocols;
    }

    /** Return how much content a record may have, so that no packet is longer than the program wants them; 1 to 2^14. */
    synchronized int maxContent() {
        int most = maximumPacketSize == 0 ? Sizes.PACKET : maximumPacketSize;
        return Math.clamp(most - Sealer.MAX_OVERHEAD, 1, RecordHeader.MAX_CONTENT);
    }

    /** Return the names of signature schemes; null for the default ones. */
    synchronized @Nullable List<String> schemes() {
        return schemes;
    }

    /** Return the names of groups; null for the default ones. */
    synchronized @Nullable List<String> groups() {
        return groups;
    }

    /** Return all of it as JSSE has it. */
    synchronized SSLParameters toSslParameters() {
        var all = new SSLParameters(enabledSuites(), enabledProtocols());
        if (needClientAuth) {
            all.setNeedClientAuth(true);
        } else {
            all.setWantClientAuth(wantClientAuth);
        }
        all.setEndpointIdentificationAlgorithm(identification);
        all.setAlgorithmConstraints(constraints);
        var names = serverNames();
        if (names != null) {
            all.setServerNames(names);
        }
        if (matchers != null) {
            all.setSNIMatchers(matchers);
        }
        all.setUseCipherSuitesOrder(serversOrder);
        all.setEnableRetransmissions(retransmissions);
        all.setMaximumPacketSize(maximumPacketSize == 0 ? Sizes.PACKET : maximumPacketSize);
        all.setApplicationProtocols(applicationProtocols().toArray(String[]::new));
        all.setSignatureSchemes(schemes == null ? null : schemes.toArray(String[]::new));
        all.setNamedGroups(groups == null ? null : groups.toArray(String[]::new));
        return all;
    }

    /** Take over what is set there; a null there leaves what is here. */
    synchronized void set(SSLParameters given) {
        if (given.getCipherSuites() != null) {
            suites(given.getCipherSuites());
        }
        if (given.getProtocols() != null) {
            protocols(given.getProtocols());
        }
        // Need wins over want, and neither is none.
        needClientAuth = given.getNeedClientAuth();
        wantClientAuth = !needClientAuth && given.getWantClientAuth();
        if (given.getEndpointIdentificationAlgorithm() != null) {
            identification = given.getEndpointIdentificationAlgorithm();
        }
        if (given.getAlgorithmConstraints() != null) {
            constraints = given.getAlgorithmConstraints();
        }
        // What was got before and is set unchanged is still nobody's choice.
        if (given.getServerNames() != null && !given.getServerNames().equals(implicitServerNames())) {
            serverNames = given.getServerNames();
        }
        if (given.getSNIMatchers() != null) {
            matchers = given.getSNIMatchers();
        }
        serversOrder = given.getUseCipherSuitesOrder();
        retransmissions = given.getEnableRetransmissions();
        maximumPacketSize = given.getMaximumPacketSize();
        applicationProtocols = NameLists.shared(given.getApplicationProtocols());
        if (given.getSignatureSchemes() != null) {
            schemes = NameLists.shared(given.getSignatureSchemes());
        }
        if (given.getNamedGroups() != null) {
            groups = NameLists.shared(given.getNamedGroups());
        }
    }
}
