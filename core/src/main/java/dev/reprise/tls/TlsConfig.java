package dev.reprise.tls;

import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Hold one side's settings: immutable, built once, shared by any number of connections and threads. A value that is
 * refused throws when it is given, with libtls's text where libtls has the option.
 */
public sealed interface TlsConfig permits ClientConfig, ServerConfig {

    /** Begin a client's config; everything has a safe default. */
    static ClientConfig.Builder client() {
        return new ClientConfig.Builder();
    }

    /**
     * Begin a server's config from PEM files (libtls's {@code tls_config_set_keypair_file}).
     *
     * @param chain the certificates as they are sent, leaf first
     * @param key the leaf's private key: PKCS#8, SEC1 or PKCS#1, not encrypted
     * @throws IOException when a file cannot be read, or does not hold what it should: says which and what was found
     */
    static ServerConfig.Builder server(Path chain, Path key) throws IOException {
        return server(identity(chain, key));
    }

    /** Begin a server's config from identities that may be replaced while it runs. */
    static ServerConfig.Builder server(Identities identities) {
        return new ServerConfig.Builder(identities);
    }

    /** Begin a server's config from a chain and key at hand; the key may be a hardware module's. */
    static ServerConfig.Builder server(Identity identity) {
        return server(new Identities(identity));
    }

    /**
     * Read what one side proves itself with from PEM files, for {@link Identities}, which may hold several and be given new
     * ones, and for a client's {@link ClientConfig.Builder#identity(Identity)}.
     *
     * @param chain the certificates as they are sent, leaf first
     * @param key the leaf's private key: PKCS#8, SEC1 or PKCS#1, not encrypted
     * @throws IOException when a file cannot be read, or does not hold what it should: says which and what was found
     */
    static Identity identity(Path chain, Path key) throws IOException {
        return IdentityFiles.load(chain, key);
    }

    /**
     * Read a list of protocol versions in libtls's words (its {@code tls_config_parse_protocols}): words parted by commas
     * or colons, such as {@code tlsv1.3,tlsv1.2}, {@code all,!tlsv1.2} or {@code default}. The words of versions that
     * Reprise cannot speak are taken and add nothing, so that the result may be empty.
     *
     * @throws IllegalArgumentException when a word is unknown or empty
     */
    static Set<ProtocolVersion> parseProtocols(String list) {
        return ProtocolWords.parse(list);
    }
}
