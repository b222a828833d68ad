/*
 * A client on GnuTLS that shows a certificate with an OCSP response, if it is given one, and asks for a page; then once
 * more, in the same session.
 *
 *     stapling_client PORT NAME CAFILE CHAIN KEY [OCSPRESPONSE]
 *
 * It speaks TLS 1.3 to the loopback address and says of each visit whether it was full or resumed. GnuTLS's own client has no
 * option to staple.
 */
#include <arpa/inet.h>
#include <err.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { AT_MOST_SECONDS = 60 };

static const char request[] = "GET / HTTP/1.0\r\n\r\n";

static void must(int code, const char *what) {
    if (code < 0)
        errx(1, "%s: %s", what, gnutls_strerror(code));
}

static int connected(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        err(1, "connect");
    return fd;
}

/* Visit, and keep what is to be resumed; resume what was kept. */
static void visit(gnutls_certificate_credentials_t credentials, const char *port, const char *name, gnutls_datum_t *kept) {
    gnutls_session_t session;
    char reply[1024];
    ssize_t count;
    int fd = connected(port);

    must(gnutls_init(&session, GNUTLS_CLIENT), "gnutls_init");
    must(gnutls_priority_set_direct(session, "NORMAL:-VERS-ALL:+VERS-TLS1.3", NULL), "priority");
    must(gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials), "credentials");
    must(gnutls_server_name_set(session, GNUTLS_NAME_DNS, name, strlen(name)), "server name");
    gnutls_session_set_verify_cert(session, name, 0);
    if (kept->data != NULL)
        must(gnutls_session_set_data(session, kept->data, kept->size), "session");
    gnutls_transport_set_int(session, fd);
    must(gnutls_handshake(session), "handshake");
    must((int)gnutls_record_send(session, request, sizeof request - 1), "send");
    /* A server of TLS 1.3 refuses a client's certificate when the client's handshake is done: it shows here. */
    do {
        count = gnutls_record_recv(session, reply, sizeof reply); /* again: it was a ticket */
    } while (count == GNUTLS_E_AGAIN || count == GNUTLS_E_INTERRUPTED);
    must((int)count, "receive");
    printf("%s: %.*s\n", gnutls_session_is_resumed(session) ? "resumed" : "full", (int)count, reply);
    fflush(stdout);
    gnutls_free(kept->data);
    must(gnutls_session_get_data2(session, kept), "session");
    gnutls_bye(session, GNUTLS_SHUT_WR);
    gnutls_deinit(session);
    close(fd);
}

int main(int argc, char **argv) {
    gnutls_certificate_credentials_t credentials;
    gnutls_datum_t kept = {NULL, 0};

    if (argc != 6 && argc != 7)
        errx(2, "wrong number of arguments: PORT NAME CAFILE CHAIN KEY [OCSPRESPONSE]");
    alarm(AT_MOST_SECONDS);
    must(gnutls_certificate_allocate_credentials(&credentials), "credentials");
    must(gnutls_certificate_set_x509_trust_file(credentials, argv[3], GNUTLS_X509_FMT_PEM), argv[3]);
    must(gnutls_certificate_set_x509_key_file(credentials, argv[4], argv[5], GNUTLS_X509_FMT_PEM), argv[4]);
    if (argc == 7) {
        /* Not ours to judge: the server is to see it as it is. */
        gnutls_certificate_set_flags(credentials, GNUTLS_CERTIFICATE_SKIP_OCSP_RESPONSE_CHECK);
        must(gnutls_certificate_set_ocsp_status_request_file2(credentials, argv[6], 0, GNUTLS_X509_FMT_DER), argv[6]);
    }
    visit(credentials, argv[1], argv[2], &kept);
    visit(credentials, argv[1], argv[2], &kept);
    gnutls_free(kept.data);
    gnutls_certificate_free_credentials(credentials);
    return 0;
}
