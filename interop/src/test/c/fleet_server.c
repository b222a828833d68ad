/*
 * An echo server on OpenSSL's libssl that shares a fleet with Reprise: it seals and opens session
 * tickets as OpenBSD's libtls does, so that any server with the same revision, key and session id
 * resumes its clients.
 *
 *     fleet_server PORT CHAIN KEY PROTOCOLS REVISION TICKETKEY SESSIONID COUNT
 *
 * PROTOCOLS is tlsv1.2, tlsv1.3 or all; REVISION (4 bytes), TICKETKEY (48) and SESSIONID (up to 32)
 * are in hex. It listens on the loopback address only, tells of each connection in a line, and ends
 * after COUNT of them.
 *
 * A ticket is name(16) | iv(16) | AES-256-CBC | HMAC-SHA-256(32), the MAC over all before it; the name
 * is the revision and twelve zeros; of the key's bytes 0..31 encrypt and 32..47 authenticate. What is
 * sealed is the session in OpenSSL's own DER.
 */
#include <arpa/inet.h>
#include <err.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REVISION = 4, NAME = 16, IV = 16, AES_KEY = 32, MAC_KEY = 16, LIFETIME = 7200, AT_MOST_SECONDS = 600 };

static unsigned char key_name[NAME];
static unsigned char key[AES_KEY + MAC_KEY];
/* libtls compares all 32 bytes, zeros behind a shorter id included. */
static unsigned char session_id[SSL_MAX_SID_CTX_LENGTH];

static void tls_fail(const char *what) {
    ERR_print_errors_fp(stderr);
    errx(1, "%s", what);
}

/* Read pairs of hex digits, at least and at most so many. */
static void read_hex(const char *text, unsigned char *bytes, size_t least, size_t most) {
    size_t digits = strlen(text);
    size_t length = digits / 2;
    if (digits % 2 != 0 || strspn(text, "0123456789abcdefABCDEF") != digits || length < least
        || length > most)
        errx(2, "not %zu to %zu bytes in hex", least, most);
    for (size_t i = 0; i < length; i++) {
        char pair[] = {text[2 * i], text[2 * i + 1], 0};
        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
}

/*
 * Name the key of a new ticket, or find the key that a ticket names: 1 for ours, 0 for a full
 * handshake, -1 for a failure.
 */
static int ticket_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
    EVP_MAC_CTX *mac, int seal) {
    (void)ssl;
    if (seal) {
        memcpy(name, key_name, NAME);
        if (RAND_bytes(iv, IV) != 1)
            return -1;
    } else if (memcmp(name, key_name, NAME) != 0) {
        return 0;
    }
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key + AES_KEY, MAC_KEY),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, "SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    if (EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv, seal) != 1
        || EVP_MAC_CTX_set_params(mac, params) != 1)
        return -1;
    return 1;
}

/*
 * Accept any name: OpenSSL puts only an accepted one into the session, and Reprise resumes a session
 * only under the name that stands in it.
 */
static int accept_name(SSL *ssl, int *alert, void *unused) {
    (void)ssl, (void)alert, (void)unused;
    return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *server_context(const char *chain, const char *private_key, const char *protocols) {
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (context == NULL)
        tls_fail("SSL_CTX_new");
    if (SSL_CTX_use_certificate_chain_file(context, chain) != 1
        || SSL_CTX_use_PrivateKey_file(context, private_key, SSL_FILETYPE_PEM) != 1)
        tls_fail("certificate or key");
    int only_1_2 = strcmp(protocols, "tlsv1.2") == 0;
    int only_1_3 = strcmp(protocols, "tlsv1.3") == 0;
    if (!only_1_2 && !only_1_3 && strcmp(protocols, "all") != 0)
        errx(2, "protocols are tlsv1.2, tlsv1.3 or all, not %s", protocols);
    if (SSL_CTX_set_min_proto_version(context, only_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION) != 1
        || SSL_CTX_set_max_proto_version(context, only_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION) != 1)
        tls_fail("protocols");
    if (SSL_CTX_set_session_id_context(context, session_id, sizeof session_id) != 1
        || SSL_CTX_set_tlsext_ticket_key_evp_cb(context, ticket_key) != 1
        || SSL_CTX_set_tlsext_servername_callback(context, accept_name) != 1)
        tls_fail("tickets");
    SSL_CTX_set_timeout(context, LIFETIME);
    /* What resumes here does so by its ticket alone. */
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    return context;
}

static int listen_on_loopback(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((in_port_t)atoi(port));
    socklen_t length = sizeof address;
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
        || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 16) != 0
        || getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        err(1, "port %s", port);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    return fd;
}

static void serve(SSL_CTX *context, int fd) {
    SSL *ssl = SSL_new(context);
    if (ssl == NULL || SSL_set_fd(ssl, fd) != 1)
        tls_fail("SSL_new");
    if (SSL_accept(ssl) == 1) {
        const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
        printf("connection resumed=%s version=%s name=%s\n", SSL_session_reused(ssl) ? "yes" : "no",
            SSL_get_version(ssl), name == NULL ? "" : name);
        char buffer[4096];
        int count;
        while ((count = SSL_read(ssl, buffer, sizeof buffer)) > 0) {
            if (SSL_write(ssl, buffer, count) != count)
                break;
        }
        if (SSL_get_error(ssl, count) == SSL_ERROR_ZERO_RETURN)
            SSL_shutdown(ssl);
    } else {
        printf("connection error=%s\n", ERR_error_string(ERR_get_error(), NULL));
    }
    ERR_clear_error();
    SSL_free(ssl);
    close(fd);
}

int main(int argc, char **argv) {
    if (argc != 9)
        errx(2, "wrong number of arguments: PORT CHAIN KEY PROTOCOLS REVISION TICKETKEY SESSIONID COUNT");
    read_hex(argv[5], key_name, REVISION, REVISION);
    read_hex(argv[6], key, sizeof key, sizeof key);
    read_hex(argv[7], session_id, 0, sizeof session_id);
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    /* Whoever started it may be gone. */
    alarm(AT_MOST_SECONDS);
    SSL_CTX *context = server_context(argv[2], argv[3], argv[4]);
    int listening = listen_on_loopback(argv[1]);
    for (long rest = atol(argv[8]); rest > 0; rest--) {
        int fd = accept(listening, NULL, NULL);
        if (fd < 0)
            err(1, "accept");
        serve(context, fd);
    }
    SSL_CTX_free(context);
    return 0;
}
