package dev.reprise.tls.internal.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.Remains;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.TicketOpening.Opened;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.NamedGroup;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Neither keys that are gone nor sessions that were sealed or opened are left in memory. */
class TicketRemainsTest {
    private static final long LIFETIME = 100;
    private static final byte[] SESSION = new byte[40];
    private static final KeyName NAME = KeyName.of(9);

    private final RingClocks clocks = new RingClocks();

    private KeyRing ring(SecureRandom random) {
        return ring(clocks.clocks(), random);
    }

    private static KeyRing ring(Clocks clocks, SecureRandom random) {
        var ring = new KeyRing(clocks, random);
        ring.serve(Duration.ofSeconds(LIFETIME));
        return ring;
    }

    private static void use(KeyRing ring) {
        var ticket = ring.seal(SESSION);
        if (ticket != null) {
            ((Opened) ring.open(ticket)).close();
        }
    }

    @Test
    void aClosedRingLeavesNoKey() throws Exception {
        assertThat(Remains.after(secret -> {
                    var key = secret.bytes(48);
                    var ring = ring(new SecureRandom());
                    ring.add(1, key);
                    use(ring);
                    ring.addNext(2, key);
                    ring.addNext(2, key);
                    ring.add(2, key);
                    ring.add(2, key);
                    use(ring);
                    assertThatIllegalArgumentException().isThrownBy(() -> ring.add(1, key));
                    assertThatIllegalArgumentException().isThrownBy(() -> ring.add(3, secret.bytes(47)));
                    ring.close();
                }))
                .isEmpty();
    }

    @Test
    void replacedAndForgottenKeysAreGoneWhileTheRingLives() throws Exception {
        var replaced = ring(new SecureRandom());
        var ageing = ring(new SecureRandom());
        assertThat(Remains.after(secret -> {
                    try (var key = secret.secret(48);
                            var longKey = secret.secret(64)) {
                        replaced.replaceAll(List.of(
                                new PlacedKey(KeyName.of(1), key, KeyStanding.OPENS),
                                new PlacedKey(KeyName.of(2), longKey, KeyStanding.SEALS)));
                        use(replaced);
                        replaced.replaceAll(List.of(
                                new PlacedKey(KeyName.of(1), key, KeyStanding.SEALS),
                                new PlacedKey(KeyName.of(2), key, KeyStanding.OPENS)));
                        use(replaced);
                        replaced.replaceAll(List.of());
                    }
                    ageing.add((int) System.nanoTime(), secret.bytes(48));
                    use(ageing);
                    clocks.pass(2 * LIFETIME + 1);
                    use(ageing);
                }))
                .isEmpty();
    }

    @Test
    void theRingsOwnKeyIsGoneWhenItIsOver() throws Exception {
        assertThat(Remains.after(secret -> {
                    var random = new Given(secret);
                    var ring = ring(random);
                    use(ring);
                    assertThat(random.drawn).isEqualTo(1);
                    ring.close();
                }))
                .isEmpty();
    }

    /** Draws the secret for the first key. */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final transient Remains secret;
        private transient Runnable meanwhile = () -> {};
        private int drawn;

        Given(Remains secret) {
            this.secret = secret;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (bytes.length == TicketCipher.KEY_BYTES && drawn++ == 0) {
                System.arraycopy(secret.bytes(48), 0, bytes, 0, bytes.length);
                meanwhile.run();
            }
        }
    }

    /** Another thread changes the ring at the worst moment, once: what was made for the ring as it was is dropped. */
    @Test
    void changesThatCameSecondLeaveNoKey() throws Exception {
        assertThat(Remains.after(secret -> {
                    var meanwhile = new Runnable[] {() -> {}};
                    var ring = ring(
                            new Clocks(
                                    () -> {
                                        var once = meanwhile[0];
                                        meanwhile[0] = () -> {};
                                        once.run();
                                        return clocks.now();
                                    },
                                    () -> 0),
                            new SecureRandom());
                    var other = TicketFixture.key(7);
                    meanwhile[0] = () -> ring.add(7, other);
                    ring.add(1, secret.bytes(48));
                    assertThat(names(ring)).containsExactly(KeyName.of(1), KeyName.of(7));
                    meanwhile[0] = () -> ring.replaceAll(List.of());
                    try (var key = secret.secret(48)) {
                        ring.replaceAll(List.of(new PlacedKey(NAME, key, KeyStanding.SEALS)));
                    }
                    assertThat(names(ring)).containsExactly(NAME);
                    ring.close();

                    var random = new Given(secret);
                    var automatic = ring(random);
                    random.meanwhile = () -> automatic.addNext(7, other);
                    use(automatic);
                    assertThat(random.drawn).isEqualTo(2);
                }))
                .isEmpty();
    }

    private static List<KeyName> names(KeyRing ring) {
        return ring.states().stream().map(KeyState::name).toList();
    }

    @Test
    void sealedAndOpenedSessionsLeaveNothing() throws Exception {
        var fixture = new TicketFixture();
        assertThat(Remains.after(secret -> {
                    var policy = fixture.policy();
                    var state = TicketState.begin(policy, fixture.now(), fixture.now(), List.of());
                    try (var psk = secret.secret(32);
                            var main = secret.secret(48)) {
                        TicketIssue.issue(tls13(psk, state), policy, fixture.now());
                        TicketIssue.issue(
                                NewTls12Ticket.first(
                                        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                                        main,
                                        true,
                                        policy,
                                        state,
                                        null,
                                        NamedGroup.X25519,
                                        null),
                                policy,
                                fixture.now());
                    }
                    for (var change : changes()) {
                        byte[] ticket;
                        try (var session = change.apply(fixture.session().secret(secret.secret(32)))
                                .build()) {
                            ticket =
                                    fixture.ticket(secret.own(session.encode())).toArray();
                        }
                        if (TicketAcceptance.decide(Bytes.wrap(ticket), TicketFixture.offer(), policy, fixture.now())
                                instanceof TicketDecision.Accepted accepted) {
                            NewTls12Ticket.renewal(accepted);
                            accepted.session().close();
                        }
                    }
                    fixture.ring.seal(secret.bytes(48));
                }))
                .isEmpty();
    }

    private static NewTicket tls13(Secret psk, TicketState state) {
        return new NewTicket(
                CipherSuite.TLS_AES_128_GCM_SHA256, psk, 1, state, "example.org", null, NamedGroup.X25519, null);
    }

    /** The first is taken; each of the others is refused for another reason. */
    private static List<UnaryOperator<SessionBuilder>> changes() {
        return List.of(
                session -> session,
                session -> session.protocolVersion(0x0303),
                session -> session.time(1),
                session -> session.time(SessionData.MAX_TIME),
                session -> session.sessionIdContext(Bytes.EMPTY),
                session -> session.hostName("other.example"),
                session -> session.cipherSuite(0x1302),
                session -> session.peerCertificate(Bytes.ofHex("3000")));
    }
}
