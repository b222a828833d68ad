package dev.reprise.cli.probe;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What is said in the clear before TLS begins, by protocol. */
enum StartTls {
    /** RFC 3207. */
    SMTP {
        @Override
        void ask(InputStream in, OutputStream out) throws IOException {
            reply(in, "220");
            say(out, "EHLO probe.invalid\r\n");
            reply(in, "250");
            say(out, "STARTTLS\r\n");
            reply(in, "220");
        }
    },
    /** RFC 9051 section 6.2.1. */
    IMAP {
        @Override
        void ask(InputStream in, OutputStream out) throws IOException {
            line(in);
            say(out, "A1 STARTTLS\r\n");
            for (int i = 0; i < LINES; i++) {
                var line = line(in);
                if (line.startsWith("A1 ")) {
                    expect(line, "A1 OK");
                    return;
                }
            }
            throw new IOException("no answer to STARTTLS in " + LINES + " lines");
        }
    },
    /** RFC 2595. */
    POP3 {
        @Override
        void ask(InputStream in, OutputStream out) throws IOException {
            expect(line(in), "+OK");
            say(out, "STLS\r\n");
            expect(line(in), "+OK");
        }
    },
    /** RFC 4217. */
    FTP {
        @Override
        void ask(InputStream in, OutputStream out) throws IOException {
            reply(in, "220");
            say(out, "AUTH TLS\r\n");
            reply(in, "234");
        }
    },
    /** RFC 4511 section 4.14: an extended request of this name. */
    LDAP {
        @Override
        void ask(InputStream in, OutputStream out) throws IOException {
            var name = "1.3.6.1.4.1.1466.20037".getBytes(StandardCharsets.US_ASCII);
            out.write(new byte[] {0x30, (byte) (name.length + 7), 2, 1, 1, 0x77, (byte) (name.length + 2)});
            out.write(new byte[] {(byte) 0x80, (byte) name.length});
            out.write(name);
            out.flush();
            octet(in);
            int length = octet(in);
            if (length >= 0x80) {
                length = number(in, length & 0x7f);
            }
            var answer = in.readNBytes(length);
            // messageID, then [APPLICATION 24], whose length Active Directory writes in five bytes,
            // and whose first element is the resultCode: ENUMERATED, one byte, 0 for success.
            int code = answer.length < 5 ? 7 : 7 + (answer[4] < 0 ? answer[4] & 0x7f : 0);
            boolean success = answer.length > code && answer[3] == 0x78 && answer[code] == 0;
            if (!success) {
                throw new IOException("the LDAP server refuses StartTLS");
            }
        }
    },
    /** The SSLRequest of PostgreSQL's protocol. */
    POSTGRES {
        @Override
        void ask(InputStream in, OutputStream out) throws IOException {
            out.write(new byte[] {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f});
            out.flush();
            int answer = octet(in);
            if (answer != 'S') {
                throw new IOException("the PostgreSQL server answers '" + (char) answer + "' to SSLRequest: no TLS");
            }
        }
    };

    private static final int LINE_LIMIT = 4096;
    private static final int LINES = 100;

    /** Say what leads to TLS and read the answers, to the last byte before the handshake and no further. */
    abstract void ask(InputStream in, OutputStream out) throws IOException;

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Read a reply that may have several lines: all but the last have a hyphen behind the code. */
    private static void reply(InputStream in, String code) throws IOException {
        for (int i = 0; i < LINES; i++) {
            var line = line(in);
            expect(line, code);
            if (line.length() == code.length() || line.charAt(code.length()) != '-') {
                return;
            }
        }
        throw new IOException("a reply of more than " + LINES + " lines");
    }

    private static void expect(String line, String begin) throws IOException {
        if (!line.toUpperCase(Locale.ROOT).startsWith(begin)) {
            throw new IOException("expected '" + begin + "' before TLS, the server says '" + line + "'");
        }
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder();
        for (int c = octet(in); c != '\n'; c = octet(in)) {
            if (c != '\r') {
                text.append((char) c);
            }
            if (text.length() > LINE_LIMIT) {
                throw new IOException("a line of more than " + LINE_LIMIT + " bytes before TLS");
            }
        }
        return text.toString();
    }

    private static int number(InputStream in, int bytes) throws IOException {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | octet(in);
            if (value > LINE_LIMIT) {
                throw new IOException("an answer of more than " + LINE_LIMIT + " bytes before TLS");
            }
        }
        return value;
    }

    private static int octet(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the server ended the connection before TLS");
        }
        return octet;
    }
}
