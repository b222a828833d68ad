/*
 * A client on libtls that keeps its session in a file, says one line, and waits for the echo.
 *
 *     fleet_client PORT NAME CAFILE SESSIONFILE LINE
 *
 * It speaks TLS 1.2 to the loopback address, the version in which libtls resumes.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <tls.h>
#include <unistd.h>

enum { AT_MOST_SECONDS = 60 };

static struct tls *connect_to(struct tls_config *config, const char *port, const char *name) {
    struct tls *tls = tls_client();
    if (tls == NULL)
        errx(1, "tls_client");
    if (tls_configure(tls, config) != 0 || tls_connect_servername(tls, "127.0.0.1", port, name) != 0
        || tls_handshake(tls) != 0)
        errx(1, "%s", tls_error(tls));
    return tls;
}

static void say(struct tls *tls, const char *text, size_t length) {
    while (length > 0) {
        ssize_t count = tls_write(tls, text, length);
        if (count == TLS_WANT_POLLIN || count == TLS_WANT_POLLOUT)
            continue;
        if (count < 0)
            errx(1, "write: %s", tls_error(tls));
        text += count;
        length -= (size_t)count;
    }
}

/* Read what came back, as many bytes as were sent. */
static void hear(struct tls *tls, char *text, size_t length) {
    while (length > 0) {
        ssize_t count = tls_read(tls, text, length);
        if (count == TLS_WANT_POLLIN || count == TLS_WANT_POLLOUT)
            continue;
        if (count <= 0)
            errx(1, "read: %s", count == 0 ? "the server ended" : tls_error(tls));
        text += count;
        length -= (size_t)count;
    }
}

int main(int argc, char **argv) {
    if (argc != 6)
        errx(2, "wrong number of arguments: PORT NAME CAFILE SESSIONFILE LINE");
    const char *line = argv[5];
    size_t length = strlen(line);
    char echo[256] = {0};
    if (length >= sizeof echo)
        errx(2, "a line of at most %zu bytes", sizeof echo - 1);
    alarm(AT_MOST_SECONDS);

    struct tls_config *config = tls_config_new();
    int session = open(argv[4], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (session < 0)
        err(1, "%s", argv[4]);
    if (config == NULL || tls_config_set_protocols(config, TLS_PROTOCOL_TLSv1_2) != 0
        || tls_config_set_ca_file(config, argv[3]) != 0 || tls_config_set_session_fd(config, session) != 0)
        errx(1, "%s", config == NULL ? "tls_config_new" : tls_config_error(config));

    struct tls *tls = connect_to(config, argv[1], argv[2]);
    say(tls, line, length);
    hear(tls, echo, length);
    printf("connection resumed=%s version=%s echo=%s\n", tls_conn_session_resumed(tls) ? "yes" : "no",
        tls_conn_version(tls), echo);
    tls_close(tls);
    tls_free(tls);
    tls_config_free(config);
    close(session);
    return 0;
}
