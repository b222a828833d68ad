package dev.reprise.tls.jsse;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The session of one connection, from the handshake on: managers get the very object that the program has afterwards,
 * filled as far as the handshake has come. What a client keeps to resume from is one, too, with an id of its own.
 * Thread-safe.
 */
final class TlsSession extends ExtendedSSLSession {
    private static final byte[] NO_ID = new byte[0];

    private final SSLSessionContext context;
    private final @Nullable String peerHost;
    private final int peerPort;
    private final long accessed;
    private volatile Lineage lineage;
    private volatile byte[] id = NO_ID;
    private volatile boolean invalid;
    private volatile @Nullable ProtocolVersion version;
    private volatile @Nullable CipherSuite suite;
    private volatile List<X509Certificate> ownCertificates = List.of();
    private volatile List<X509Certificate> peerCertificates = List.of();
    private volatile @Nullable String serverName;
    private volatile List<SignatureScheme> ownSchemes = List.of();
    private volatile List<SignatureScheme> peerSchemes = List.of();
    private volatile List<byte[]> statusResponses = List.of();
    private volatile @Nullable Connection connection;

    TlsSession(SSLSessionContext context, @Nullable String peerHost, int peerPort, long now) {
        this.context = context;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
        accessed = now;
        lineage = new Lineage(now);
    }

    /** Make what is seen of a session that a store has kept since another run. */
    static TlsSession ofStored(SSLSessionContext context, Session session, Peer peer, byte[] id) {
        var view = new TlsSession(
                context, peer.host(), peer.port(), session.received().toEpochMilli());
        view.id = id;
        view.version = session.version();
        view.suite = CipherSuite.find(session.cipherSuite());
        view.peerCertificates = session.chain();
        return view;
    }

    /** Make what is kept of a session to resume from. */
    TlsSession child(byte[] childsId) {
        var child = new TlsSession(context, peerHost, peerPort, accessed);
        child.lineage = lineage;
        child.id = childsId;
        child.version = version;
        child.suite = suite;
        child.ownCertificates = ownCertificates;
        child.peerCertificates = peerCertificates;
        child.serverName = serverName;
        child.ownSchemes = ownSchemes;
        child.peerSchemes = peerSchemes;
        child.statusResponses = statusResponses;
        return child;
    }

    /** Go on as a session that another connection began. */
    void resume(TlsSession earlier) {
        lineage = earlier.lineage;
        if (ownCertificates.isEmpty()) {
            ownCertificates = earlier.ownCertificates;
        }
        if (peerCertificates.isEmpty()) {
            peerCertificates = earlier.peerCertificates;
        }
        if (statusResponses.isEmpty()) {
            statusResponses = earlier.statusResponses;
        }
    }

    Lineage lineage() {
        return lineage;
    }

    void id(byte[] known) {
        id = known.clone();
    }

    void negotiated(ProtocolVersion negotiatedVersion, @Nullable CipherSuite negotiatedSuite) {
        version = negotiatedVersion;
        suite = negotiatedSuite;
    }

    void ownCertificates(List<X509Certificate> chain) {
        ownCertificates = List.copyOf(chain);
    }

    void peerCertificates(List<X509Certificate> chain) {
        peerCertificates = List.copyOf(chain);
    }

    List<X509Certificate> peerCertificates() {
        return peerCertificates;
    }

    List<X509Certificate> ownCertificates() {
        return ownCertificates;
    }

    /** Tell the name that the client has sent, in ASCII; null when there is none. */
    void serverName(@Nullable String sent) {
        serverName = sent;
    }

    void schemes(List<SignatureScheme> own, List<SignatureScheme> peers) {
        ownSchemes = own;
        peerSchemes = peers;
    }

    void statusResponses(List<byte[]> responses) {
        statusResponses = List.copyOf(responses);
    }

    /** Tell whether the server has sent OCSP responses. */
    boolean stapled() {
        return !statusResponses.isEmpty();
    }

    /** Belong to a connection, whose handshake is done. */
    void connection(Connection own) {
        connection = own;
    }

    /** Return the connection it belongs to; null during the handshake, and for what is kept to resume from. */
    @Nullable
    Connection connection() {
        return connection;
    }

    @Override
    public byte[] getId() {
        var own = connection;
        return (id.length == 0 && own != null ? newId(own) : id).clone();
    }

    /** TLS 1.3 has no ids, and few programs ask for them. */
    private synchronized byte[] newId(Connection own) {
        if (id.length == 0) {
            id = own.newSessionId();
        }
        return id;
    }

    @Override
    public SSLSessionContext getSessionContext() {
        return context;
    }

    @Override
    public long getCreationTime() {
        return lineage.created();
    }

    @Override
    public long getLastAccessedTime() {
        return Math.max(accessed, lineage.created());
    }

    @Override
    public void invalidate() {
        fail();
        if (context instanceof ClientSessions kept) {
            kept.forget(lineage);
        }
    }

    /** Be valid no more, because the connection has failed; what other connections have of it is left alone. */
    void fail() {
        invalid = true;
    }

    @Override
    public boolean isValid() {
        return !invalid;
    }

    @Override
    public void putValue(String name, Object value) {
        lineage.put(this, name, value);
    }

    @Override
    public @Nullable Object getValue(String name) {
        return lineage.get(name);
    }

    @Override
    public void removeValue(String name) {
        lineage.remove(this, name);
    }

    @Override
    public String[] getValueNames() {
        return lineage.names();
    }

    /** Programs cast the array itself, as pgjdbc does: SunJSSE's is one of X509Certificate. */
    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        return requirePeer().toArray(X509Certificate[]::new);
    }

    @Override
    public Certificate @Nullable [] getLocalCertificates() {
        var chain = ownCertificates;
        return chain.isEmpty() ? null : chain.toArray(X509Certificate[]::new);
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return requirePeer().get(0).getSubjectX500Principal();
    }

    private List<X509Certificate> requirePeer() throws SSLPeerUnverifiedException {
        var chain = peerCertificates;
        if (chain.isEmpty()) {
            throw new SSLPeerUnverifiedException("peer not authenticated");
        }
        return chain;
    }

    @Override
    public @Nullable Principal getLocalPrincipal() {
        var chain = ownCertificates;
        return chain.isEmpty() ? null : chain.get(0).getSubjectX500Principal();
    }

    @Override
    public String getCipherSuite() {
        var known = suite;
        return known == null ? SuiteNames.NONE : known.name();
    }

    @Override
    public String getProtocol() {
        var known = version;
        return known == null ? ProtocolNames.NONE : ProtocolNames.of(known);
    }

    @Override
    public @Nullable String getPeerHost() {
        return peerHost;
    }

    @Override
    public int getPeerPort() {
        return peerPort;
    }

    @Override
    public int getPacketBufferSize() {
        return Sizes.PACKET;
    }

    @Override
    public int getApplicationBufferSize() {
        return Sizes.APPLICATION;
    }

    @Override
    public String[] getLocalSupportedSignatureAlgorithms() {
        return SchemeNames.algorithms(ownSchemes);
    }

    @Override
    public String[] getPeerSupportedSignatureAlgorithms() {
        return SchemeNames.algorithms(peerSchemes);
    }

    @Override
    public List<SNIServerName> getRequestedServerNames() {
        var sent = serverName;
        var name = sent == null ? null : jsseName(sent);
        return name == null ? List.of() : List.of(name);
    }

    /** Return a name as JSSE has it, whose notions of a name are stricter than DNS's; null for one that names nobody there. */
    static @Nullable SNIHostName jsseName(String sent) {
        try {
            return new SNIHostName(sent.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public List<byte[]> getStatusResponses() {
        var copies = new ArrayList<byte[]>();
        for (var response : statusResponses) {
            copies.add(response.clone());
        }
        return List.copyOf(copies);
    }

    /**
     * Derive keying material, as JSSE has it from Java 25 on, where this overrides a method of ExtendedSSLSession.
     *
     * @throws IllegalStateException during the handshake, and for a session that belongs to no connection
     */
    public byte[] exportKeyingMaterialData(String label, byte @Nullable [] exporterContext, int length)
            throws SSLKeyException {
        Objects.requireNonNull(label, "label can not be null");
        if (length < 1) {
            throw new IllegalArgumentException("length must be positive");
        }
        var own = connection;
        if (own == null) {
            throw new IllegalStateException("this session has no keying material to export");
        }
        return own.export(label, exporterContext, length);
    }

    /** Derive a key, as {@link #exportKeyingMaterialData} does bytes. */
    public SecretKey exportKeyingMaterialKey(
            String keyAlgorithm, String label, byte @Nullable [] exporterContext, int length) throws SSLKeyException {
        Objects.requireNonNull(keyAlgorithm, "keyAlg can not be null");
        if (keyAlgorithm.isEmpty()) {
            throw new IllegalArgumentException("keyAlg is empty string");
        }
        var material = exportKeyingMaterialData(label, exporterContext, length);
        try {
            return new SecretKeySpec(material, keyAlgorithm);
        } finally {
            Arrays.fill(material, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "Session(" + getCreationTime() + "|" + getCipherSuite() + ")";
    }
}
