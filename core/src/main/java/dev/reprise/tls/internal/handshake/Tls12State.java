package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** A state of TLS 1.2. */
public interface Tls12State extends State {
    /** Take a change_cipher_spec: legal in one state only, as keys changed early are an attacker's (CVE-2014-0224). */
    @Override
    default State onChangeCipherSpec(Output output) throws TlsException {
        throw new ProtocolException(
                Reason.UNEXPECTED_CHANGE_CIPHER_SPEC,
                "change_cipher_spec in state " + getClass().getSimpleName());
    }

    @Override
    default ProtocolVersion version() {
        return ProtocolVersion.TLS_1_2;
    }
}
