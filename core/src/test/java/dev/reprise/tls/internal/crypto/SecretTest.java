package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.spec.HashAlgorithm;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void wipesTheArrayItTookOver() {
        var array = new byte[] {1, 2, 3};
        Secret.take(array).close();
        assertThat(array).containsOnly(0);
    }

    @Test
    void copiesOnRequestInBothDirections() {
        var array = new byte[] {1, 2, 3};
        var secret = Secret.copyOf(array);
        var copy = secret.copy();
        array[0] = 9;
        secret.toArray()[1] = 9;
        secret.close();
        assertThat(copy.toArray()).containsExactly(1, 2, 3);
        var target = new byte[5];
        copy.copyTo(target, 1);
        assertThat(target).containsExactly(0, 1, 2, 3, 0);
    }

    @Test
    void isOfNoUseOnceClosed() throws Exception {
        var secret = Secret.copyOf(new byte[] {1, 2, 3});
        var hmac = Hmac.of(HashAlgorithm.SHA256);
        secret.close();
        secret.close();
        assertThatIllegalStateException().isThrownBy(secret::toArray);
        assertThatIllegalStateException().isThrownBy(secret::copy);
        assertThatIllegalStateException().isThrownBy(() -> secret.copyTo(new byte[3], 0));
        assertThatIllegalStateException().isThrownBy(() -> secret.key("AES"));
        assertThatIllegalStateException().isThrownBy(() -> secret.update(hmac));
        assertThatIllegalStateException().isThrownBy(() -> secret.matches(new byte[3]));
        assertThatIllegalStateException().isThrownBy(secret::length);
        assertThat(secret).hasToString("Secret[closed]");
    }

    @Test
    void printsItsLengthOnly() {
        assertThat(Secret.copyOf(new byte[] {1, 2, 3})).hasToString("Secret[3 bytes]");
    }

    @Test
    void matchesEqualBytesOnly() {
        var secret = Secret.copyOf(new byte[] {1, 2, 3});
        assertThat(secret.matches(new byte[] {1, 2, 3})).isTrue();
        assertThat(secret.matches(new byte[] {1, 2, 4})).isFalse();
        assertThat(secret.matches(new byte[] {1, 2})).isFalse();
        assertThat(secret.matches(new byte[] {1, 2, 3, 0})).isFalse();
    }
}
