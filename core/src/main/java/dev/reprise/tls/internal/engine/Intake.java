package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.record.Opener;
import dev.reprise.tls.internal.record.RecordHeader;
import dev.reprise.tls.internal.record.Scratch;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.util.Arrays;

/**
 * Takes the records that come in: opens them, judges whether their type is legal now, and passes on what is inside. Used
 * by who holds the read lock while no task runs.
 */
final class Intake {
    private static final int DROPPED = -1;
    private static final int WARNING = 1;
    private static final int FATAL = 2;

    private final ReadHalf read;
    private final HandshakeDriver handshake;
    private final Ending ending;

    Intake(ReadHalf read, HandshakeDriver handshake, Ending ending) {
        this.read = read;
        this.handshake = handshake;
        this.ending = ending;
    }

    /** Take one whole record; return how many bytes of application data are in {@code out}. */
    int take(byte[] record, int offset, byte[] out, int outOffset, int room) throws TlsException {
        int length = RecordHeader.length(record, offset);
        var type = RecordHeader.check(RecordHeader.type(record, offset), length, read.allProtected());
        int body = offset + RecordHeader.LENGTH;
        var opener = read.opener();
        if (opener != null && opener.covers(type)) {
            return takeProtected(opener, record, offset, out, outOffset, room);
        }
        switch (type) {
            case CHANGE_CIPHER_SPEC -> takeChangeCipherSpec(record, body, length);
            case ALERT -> {
                // RFC 9846 section 6: alerts are protected as the connection's state says. A client that cannot process
                // our ServerHello has no keys yet, so a plaintext alert is taken until the peer has shown its keys.
                if (read.everOpened()) {
                    throw new ProtocolException(Reason.UNPROTECTED_RECORD, "an alert in plaintext");
                }
                takeAlert(record, body, length);
            }
            case HANDSHAKE -> {
                // RFC 9846 section 5.1: once protection has started, records are protected.
                if (opener != null) {
                    throw new ProtocolException(Reason.UNPROTECTED_RECORD, "a handshake record in plaintext");
                }
                // RFC 9846 section 4.3.10: after HelloRetryRequest early data lasts until the second ClientHello.
                read.endSkipping();
                takeHandshake(record, body, length);
            }
            case APPLICATION_DATA -> {
                // RFC 9846 section 4.3.10: after HelloRetryRequest, records that look encrypted are early data.
                if (!read.skip(length)) {
                    throw new ProtocolException(Reason.EARLY_APPLICATION_DATA, "application data before any key");
                }
            }
        }
        return 0;
    }

    private int takeProtected(Opener opener, byte[] record, int offset, byte[] out, int outOffset, int room)
            throws TlsException {
        int needed = Opener.room(RecordHeader.length(record, offset));
        if (handshake.mayReceive() && room >= needed) {
            int given = 0;
            try {
                given = takeOpened(opener, open(opener, record, offset, out, outOffset), out, outOffset);
            } finally {
                if (given == 0) {
                    // Messages are not the caller's, and what does not open is nobody's.
                    Arrays.fill(out, outOffset, outOffset + needed, (byte) 0);
                }
            }
            return given;
        }
        var scratch = Scratch.take();
        boolean kept = false;
        try {
            int content = takeOpened(opener, open(opener, record, offset, scratch, 0), scratch, 0);
            int given = Math.min(content, room);
            System.arraycopy(scratch, 0, out, outOffset, given);
            if (given < content) {
                read.keep(scratch, given, content);
                kept = true;
            }
            return given;
        } finally {
            if (!kept) {
                Scratch.give(scratch, needed);
            }
        }
    }

    private int open(Opener opener, byte[] record, int offset, byte[] out, int outOffset) throws ProtocolException {
        int content = opener.open(record, offset, out, outOffset);
        if (content >= 0) {
            read.opened(opener.maxContent(RecordHeader.length(record, offset)));
            return content;
        }
        // RFC 9846 section 4.3.10: early data that was refused does not open under the handshake keys.
        if (!read.skip(RecordHeader.length(record, offset))) {
            // RFC 9846 section 5.2: a record that fails MUST end the connection with bad_record_mac.
            throw new ProtocolException(Reason.BAD_RECORD, "a record that does not open");
        }
        return DROPPED;
    }

    /** Pass on what a record held; return how much of it is application data. */
    private int takeOpened(Opener opener, int length, byte[] content, int offset) throws TlsException {
        if (length == DROPPED) {
            return 0;
        }
        switch (opener.type()) {
            case HANDSHAKE -> takeHandshake(content, offset, length);
            case ALERT -> takeAlert(content, offset, length);
            // RFC 9846 section 5: a protected change_cipher_spec MUST end the handshake with unexpected_message.
            case CHANGE_CIPHER_SPEC ->
                throw new ProtocolException(
                        Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, "a change_cipher_spec that is protected");
            case APPLICATION_DATA -> {
                requireNoPartialMessage();
                // RFC 9846 section 2: no application data before Finished but early data, which we never accept.
                if (!handshake.mayReceive()) {
                    throw new ProtocolException(Reason.EARLY_APPLICATION_DATA, "application data during the handshake");
                }
                if (length > 0) {
                    handshake.bounds().countData();
                } else {
                    handshake.bounds().countEmpty();
                }
                return length;
            }
        }
        return 0;
    }

    private void takeChangeCipherSpec(byte[] content, int offset, int length) throws TlsException {
        // RFC 9846 section 5: any other value than the single byte 1 MUST end the handshake with unexpected_message.
        if (length != 1 || content[offset] != 1) {
            throw new ProtocolException(
                    Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, "a change_cipher_spec with other content");
        }
        handshake.bounds().countChangeCipherSpec();
        // Not a task even in a costly state: 1.3 drops it, 1.2 only changes keys. Section 5 allows it at any time, also
        // between the fragments of a message.
        handshake.changeCipherSpec();
    }

    private void takeHandshake(byte[] content, int offset, int length) throws TlsException {
        handshake.receive(read.level(), content, offset, length);
    }

    private void takeAlert(byte[] content, int offset, int length) throws TlsException {
        // RFC 9846 section 5.4: alert records MUST NOT be empty. Section 5.1: they contain exactly one alert.
        if (length == 0) {
            throw new ProtocolException(Reason.EMPTY_RECORD, "an alert record without content");
        }
        if (length != 2) {
            throw new ProtocolException(Reason.MALFORMED_ALERT, "an alert record of " + length + " bytes");
        }
        int code = content[offset + 1] & 0xff;
        if (content[offset] == WARNING && isLegacyWarning(code)) {
            handshake.bounds().countEmpty();
            return;
        }
        if (content[offset] == FATAL
                && code == AlertDescription.USER_CANCELED.code()
                && handshake.version() == ProtocolVersion.TLS_1_2) {
            throw new PeerAlertException(code); // RFC 5246 section 7.2: a fatal level ends the connection at once.
        }
        // RFC 9846 section 6: the level is ignored, and unknown alerts are error alerts.
        if (code != AlertDescription.CLOSE_NOTIFY.code() && code != AlertDescription.USER_CANCELED.code()) {
            throw new PeerAlertException(code);
        }
        requireNoPartialMessage();
        if (code == AlertDescription.USER_CANCELED.code()) {
            // RFC 9846 section 6.1: go on reading until the close_notify that follows.
            ending.cancel();
            handshake.bounds().countEmpty();
            return;
        }
        if (!handshake.established()) {
            throw new PeerAlertException(ending.canceled() ? AlertDescription.USER_CANCELED.code() : code);
        }
        // RFC 9846 section 6.1: data after close_notify MUST be ignored.
        ending.closeInput();
        read.wipeKeys();
    }

    /**
     * RFC 5246 section 7.2.2: after a warning the connection goes on. RFC 6066 section 3: old servers warn that a name is
     * unknown before they choose a version.
     */
    private boolean isLegacyWarning(int code) {
        var version = handshake.version();
        if (version == null) {
            return code == AlertDescription.UNRECOGNIZED_NAME.code();
        }
        return version == ProtocolVersion.TLS_1_2
                && code != AlertDescription.CLOSE_NOTIFY.code()
                && code != AlertDescription.USER_CANCELED.code();
    }

    /** RFC 9846 section 5.1: between the records of a handshake message there MUST NOT be any other. */
    private void requireNoPartialMessage() throws ProtocolException {
        if (!handshake.betweenMessages()) {
            throw new ProtocolException(Reason.INTERLEAVED_HANDSHAKE, "another record inside a handshake message");
        }
    }
}
