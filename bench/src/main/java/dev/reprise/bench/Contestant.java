package dev.reprise.bench;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/** Who is measured. */
enum Contestant {
    REPRISE("Reprise", "Reprise with nothing on the class path: X25519 and ECDSA on P-256 are its own"),
    REPRISE_JDK("Reprise + SunEC", "Reprise over the JDK's curves"),
    REPRISE_BC("Reprise + BC", "Reprise over Bouncy Castle's curves"),
    REPRISE_CONSCRYPT("Reprise + Conscrypt", "Reprise over Conscrypt's curves (BoringSSL through JCA)"),
    REPRISE_DEFAULT("Reprise, default", "Reprise with nothing set: X25519MLKEM768 with the JDK's ML-KEM, four tickets"),
    REPRISE_JSSE("Reprise by JSSE", "the same config through Reprise's JSSE provider: what the shell costs"),
    SUNJSSE("SunJSSE", "the JDK's JSSE provider"),
    TCNATIVE("tcnative", "Netty's OpenSslEngine over BoringSSL");

    private final String title;
    private final String description;

    Contestant(String title, String description) {
        this.title = title;
        this.description = description;
    }

    /** Return the name for tables. */
    String title() {
        return title;
    }

    /** Return who it is. */
    String description() {
        return description;
    }

    /** Tell whether its group is X25519MLKEM768 instead of X25519. */
    boolean hybrid() {
        return this == REPRISE_DEFAULT;
    }

    /** Tell whether its handshakes are worth measuring in a version: TLS 1.2 has no hybrid group. */
    boolean measuresHandshakes(Version version) {
        return !hybrid() || version == Version.TLS_1_3;
    }

    /** Tell whether an idle connection of its is worth measuring: how keys were exchanged does not matter there. */
    boolean measuresIdle() {
        return this == REPRISE || this == REPRISE_JSSE || this == SUNJSSE || this == TCNATIVE;
    }

    /** Tell whether its records are worth measuring in a suite: curves do not matter there, and Netty has no choice. */
    boolean measuresRecords(Version version, Suite suite) {
        return switch (this) {
            case REPRISE, REPRISE_JSSE, SUNJSSE -> true;
            case REPRISE_JDK, REPRISE_BC, REPRISE_CONSCRYPT, REPRISE_DEFAULT -> false;
            case TCNATIVE -> version == Version.TLS_1_2 || suite == Suite.AES_128_GCM;
        };
    }

    /** Tell whether direct buffers are what it does best with. */
    boolean prefersDirect() {
        return this == TCNATIVE;
    }

    /** List what a JVM that runs it needs beside what all get. */
    List<String> jvmOptions() {
        return this == TCNATIVE
                ? List.of("-Djdk.tls.client.enableSessionTicketExtension=true", "--enable-native-access=ALL-UNNAMED")
                : List.of("--enable-native-access=ALL-UNNAMED");
    }

    Stack stack(Stack.Setup setup) throws Exception {
        return switch (this) {
            case REPRISE -> RepriseStack.make(setup);
            case REPRISE_DEFAULT -> RepriseStack.byDefault(setup);
            case REPRISE_JDK, REPRISE_BC, REPRISE_CONSCRYPT ->
                RepriseStack.make(setup, Objects.requireNonNull(curves()));
            case REPRISE_JSSE -> JsseStack.reprise(setup);
            case SUNJSSE -> JsseStack.sun(setup);
            case TCNATIVE -> JsseStack.netty(setup);
        };
    }

    /** Tell whether its server over sockets is worth measuring. */
    boolean measuresSockets() {
        return this == REPRISE || this == SUNJSSE || this == TCNATIVE;
    }

    /** Start its server over sockets. */
    SocketServer socketServer(Stack.Setup setup) throws Exception {
        return switch (this) {
            case REPRISE -> BlockingServer.reprise(setup);
            case SUNJSSE -> BlockingServer.sun(setup);
            case TCNATIVE -> new NettyServer(JsseStack.nettyServer(setup));
            default -> throw new IllegalArgumentException(this + " has no server here");
        };
    }

    /** Return the provider of its public-key operations, null for Reprise's own; BoringSSL's cost Netty what they cost Conscrypt. */
    @Nullable
    Provider curves() {
        return switch (this) {
            case REPRISE, REPRISE_DEFAULT, REPRISE_JSSE -> null;
            case REPRISE_JDK, SUNJSSE -> Security.getProvider("SunEC");
            case REPRISE_BC -> new BouncyCastleProvider();
            case REPRISE_CONSCRYPT, TCNATIVE -> Conscrypt.newProvider();
        };
    }
}
