package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.fleet.KeyFamily.Step;
import dev.reprise.tls.internal.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyFamilyTest {
    private final byte[] key = new byte[48];
    private final Bytes id;

    KeyFamilyTest() {
        new SeededRandom(3).nextBytes(key);
        id = Bytes.wrap(Derivation.ID.from(key.clone()));
    }

    private KeyFamily family() {
        return new KeyFamily(9, id, key.clone());
    }

    private static List<Integer> numbers(KeyFamily family) {
        return family.steps().stream().map(Step::number).toList();
    }

    @Test
    void beginsWithTheKeyItself() {
        var family = family();
        assertThat(family.cover(0, 0)).isFalse();
        assertThat(family.sealing(0).name()).isEqualTo(Bytes.ofHex("00000009" + id));
        assertThat(family.sealing(0).key().copy()).isEqualTo(key);
    }

    /** The same chain by HMAC alone (RFC 5869 section 2.3), as another implementation would write it. */
    @Test
    void derivesWhatTheDefinitionSays() throws Exception {
        var state = expand(key, "outage", 32);
        for (int step = 1; step <= 3; step++) {
            state = expand(state, "next", 32);
            var derived = expand(state, "stek", 48);
            var family = family();
            family.cover(0, step);
            assertThat(family.sealing(step).key().copy()).isEqualTo(derived);
            assertThat(family.sealing(step).name().slice(4, 12)).isEqualTo(Bytes.wrap(expand(derived, "name", 12)));
        }
    }

    private static byte[] expand(byte[] secret, String label, int length) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        var output = new byte[length];
        var block = new byte[0];
        for (int done = 0, counter = 1; done < length; done += 32, counter++) {
            mac.update(block);
            mac.update(("reprise fleet " + label).getBytes(StandardCharsets.US_ASCII));
            block = mac.doFinal(new byte[] {(byte) counter});
            System.arraycopy(block, 0, output, done, Math.min(32, length - done));
        }
        return output;
    }

    @Test
    void comesToTheSameKeysInOneStrideAndStepByStep() {
        var slow = family();
        for (int newest = 1; newest <= 40; newest++) {
            slow.cover(Math.max(0, newest - 3), newest);
        }
        var fast = family();
        fast.cover(37, 40);
        assertThat(numbers(fast)).containsExactly(37, 38, 39, 40);
        assertThat(numbers(slow)).containsExactly(37, 38, 39, 40);
        for (int i = 0; i < 4; i++) {
            assertThat(fast.steps().get(i).name()).isEqualTo(slow.steps().get(i).name());
        }
    }

    @Test
    void wipesWhatIsBehind() {
        var family = family();
        family.cover(0, 3);
        var steps = family.steps();
        family.cover(2, 5);
        assertThat(numbers(family)).containsExactly(2, 3, 4, 5);
        assertThat(steps.subList(0, 2)).allMatch(step -> step.key().blank());
        assertThat(family.base()).isNull();
    }

    @Test
    void doesNotGoBack() {
        var family = family();
        family.cover(4, 6);
        family.cover(0, 2);
        assertThat(numbers(family)).containsExactly(4, 5, 6);
        assertThat(family.sealing(1).number()).as("the next best").isEqualTo(4);
        assertThat(family.sealing(9).number()).isEqualTo(6);
    }

    @Test
    void neverRepeatsAKey() {
        var family = family();
        family.cover(0, 200);
        var names = new HashSet<Bytes>();
        family.steps().forEach(step -> assertThat(names.add(step.name())).isTrue());
        assertThat(names).hasSize(201);
    }

    @Test
    void wipesAllOnClose() {
        var family = family();
        family.cover(0, 2);
        var steps = family.steps();
        family.close();
        assertThat(steps).allMatch(step -> step.key().blank() && step.key().closed());
    }
}
