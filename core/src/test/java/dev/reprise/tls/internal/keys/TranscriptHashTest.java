package dev.reprise.tls.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.HashAlgorithm;
import java.security.MessageDigest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TranscriptHashTest {
    private static final Bytes FIRST = Bytes.ofHex("0100000161");
    private static final Bytes SECOND = Bytes.ofHex("0200000262");

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void hashesMessagesInARow(HashAlgorithm hash) throws Exception {
        var transcript = new TranscriptHash(hash);
        assertThat(transcript.current()).isEqualTo(digest(hash, Bytes.EMPTY));
        transcript.update(FIRST);
        assertThat(transcript.current()).isEqualTo(digest(hash, FIRST));
        assertThat(transcript.current()).isEqualTo(digest(hash, FIRST));
        transcript.update(SECOND);
        assertThat(transcript.current())
                .isEqualTo(digest(hash, new Writer().bytes(FIRST).bytes(SECOND).toBytes()));
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void beginsAnewAfterTheLastHash(HashAlgorithm hash) throws Exception {
        var transcript = new TranscriptHash(hash);
        transcript.update(FIRST);
        assertThat(transcript.current()).isEqualTo(digest(hash, FIRST));
        assertThat(transcript.last()).isEqualTo(digest(hash, FIRST));
        assertThat(transcript.current()).isEqualTo(digest(hash, Bytes.EMPTY));
        transcript.update(SECOND);
        assertThat(transcript.last()).isEqualTo(digest(hash, SECOND));
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void copiesGoTheirOwnWays(HashAlgorithm hash) throws Exception {
        var transcript = new TranscriptHash(hash);
        transcript.update(FIRST);
        var copy = transcript.copy();
        copy.update(SECOND);
        assertThat(transcript.current()).isEqualTo(digest(hash, FIRST));
        copy = transcript.copy();
        transcript.update(SECOND);
        assertThat(copy.current()).isEqualTo(digest(hash, FIRST));
    }

    // RFC 9846 section 4.1: message_hash takes the place of ClientHello1.
    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void replacesClientHelloWithMessageHash(HashAlgorithm hash) throws Exception {
        var transcript = new TranscriptHash(hash);
        transcript.update(FIRST);
        transcript.replaceWithMessageHash();
        transcript.update(SECOND);
        var synthetic = new Writer()
                .u8(254)
                .u24(hash.length())
                .bytes(digest(hash, FIRST))
                .bytes(SECOND)
                .toBytes();
        assertThat(transcript.current()).isEqualTo(digest(hash, synthetic));
    }

    private static byte[] digest(HashAlgorithm hash, Bytes messages) throws Exception {
        return MessageDigest.getInstance(hash.digestName()).digest(messages.toArray());
    }
}
