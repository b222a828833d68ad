package dev.reprise.tls;

import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
        return IdentityFiles.load(chain, key, null);
    }

    /**
     * Read a chain and key from PEM files as {@link #identity(Path, Path)} does, the key encrypted or not (what libtls's
     * {@code tls_load_file} is for).
     *
     * @param key PKCS#8 encrypted by PBES2 or what came before it, or PKCS#1 or SEC1 in OpenSSL's old encrypted form
     * @param password of the key, maybe empty; stays the caller's to wipe, and no copy is kept
     * @throws IOException as {@link #identity(Path, Path)} does, and when the password is wrong
     */
    static Identity identity(Path chain, Path key, char[] password) throws IOException {
        return IdentityFiles.load(chain, key, CommonOptions.given(password, "password"));
    }

    /**
     * Read a chain and key from PEM in memory (libtls's {@code tls_config_set_keypair_mem}), as {@link #identity(Path,
     * Path)} does from files.
     *
     * @param chain text as a file has it; not kept
     * @param key text as a file has it; not kept, and the caller's to wipe
     * @throws IOException when they do not hold what they should: says what was found
     */
    static Identity identity(byte[] chain, byte[] key) throws IOException {
        return IdentityFiles.ofPem(CommonOptions.given(chain, "chain"), CommonOptions.given(key, "key"), null);
    }

    /** Read a chain and key, encrypted or not, from PEM in memory, as {@link #identity(Path, Path, char[])} does. */
    static Identity identity(byte[] chain, byte[] key, char[] password) throws IOException {
        return IdentityFiles.ofPem(
                CommonOptions.given(chain, "chain"),
                CommonOptions.given(key, "key"),
                CommonOptions.given(password, "password"));
    }

    /**
     * Read a chain and key from a PKCS#12 file that holds one key, as {@code openssl pkcs12 -export} and the JDK's keytool
     * write it.
     *
     * @param store the file; one that the Java runtime cannot read is told to be so
     * @param password of the store and its key; stays the caller's to wipe
     * @throws IOException when the file cannot be read or does not hold one key with its chain, and when the password is
     *     wrong
     */
    static Identity identity(Path store, char[] password) throws IOException {
        return IdentityFiles.ofPkcs12(store, CommonOptions.given(password, "password"));
    }

    /**
     * Read a list of protocol versions in libtls's words (its {@code tls_config_parse_protocols}): words parted by commas
     * or colons, such as {@code tlsv1.3,tlsv1.2}, {@code all,!tlsv1.2} or {@code default}. The words of versions that
     * Reprise cannot speak are taken and add nothing, so that the result may be empty.
     *
     * @throws IllegalArgumentException when a word is unknown or empty
     */
    static Set<ProtocolVersion> parseProtocols(String list) {
        return ProtocolWords.parse(Objects.requireNonNull(list, "the list is null"));
    }

    /**
     * Read a list of cipher suites in libtls's words (its {@code tls_config_set_ciphers}): {@code secure}, {@code default},
     * {@code compat}, {@code legacy} or {@code all}, which mean all that Reprise has, or a cipher string as OpenSSL has
     * them, such as {@code ECDHE+AESGCM:!aRSA}. Kinds choose suites of TLS 1.2; all those of TLS 1.3 go before them unless
     * the list names some itself, or {@code TLSv1.3}.
     *
     * @return most wanted first, for {@code cipherSuites}
     * @throws IllegalArgumentException when a suite or kind is wanted that is unknown or not here, saying which are, and
     *     when none is left
     */
    static List<CipherSuite> parseCiphers(String list) {
        return CipherWords.parse(Objects.requireNonNull(list, "the list is null"));
    }

    /**
     * Read a list of key exchange groups in libtls's words (its {@code tls_config_set_ecdhecurves}): names parted by commas
     * or colons, such as {@code X25519,P-256}, or {@code default}, which means those that this Java has.
     *
     * @return most wanted first, for {@code groups}
     * @throws IllegalArgumentException when a name is unknown, saying which are known
     */
    static List<NamedGroup> parseGroups(String list) {
        return GroupWords.parse(Objects.requireNonNull(list, "the list is null"));
    }
}
