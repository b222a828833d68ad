package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Makes legal handshake messages at random from a seed, for round trips, fuzzing and walks over the states. Legal means
 * for the parser: values do not fit each other. The seed is {@code -Dtest.seed}, else a fixed one, and is toString.
 */
public final class MessageGenerator {
    /** The types TLS 1.3 sends, one of which {@link #message} makes. */
    public static final List<HandshakeType> TYPES = List.of(
            HandshakeType.CLIENT_HELLO,
            HandshakeType.SERVER_HELLO,
            HandshakeType.NEW_SESSION_TICKET,
            HandshakeType.END_OF_EARLY_DATA,
            HandshakeType.ENCRYPTED_EXTENSIONS,
            HandshakeType.CERTIFICATE,
            HandshakeType.CERTIFICATE_REQUEST,
            HandshakeType.CERTIFICATE_VERIFY,
            HandshakeType.FINISHED,
            HandshakeType.KEY_UPDATE);

    /** The types TLS 1.2 sends, one of which {@link #tls12Message} makes. */
    public static final List<HandshakeType> TLS12_TYPES = List.of(
            HandshakeType.HELLO_REQUEST,
            HandshakeType.CLIENT_HELLO,
            HandshakeType.SERVER_HELLO,
            HandshakeType.NEW_SESSION_TICKET,
            HandshakeType.CERTIFICATE,
            HandshakeType.CERTIFICATE_STATUS,
            HandshakeType.SERVER_KEY_EXCHANGE,
            HandshakeType.CERTIFICATE_REQUEST,
            HandshakeType.SERVER_HELLO_DONE,
            HandshakeType.CERTIFICATE_VERIFY,
            HandshakeType.CLIENT_KEY_EXCHANGE,
            HandshakeType.FINISHED);

    private final long seed;
    private final Random random;

    /** Make a generator of the seed that {@code -Dtest.seed} tells, else of a fixed one. */
    public MessageGenerator() {
        this(Long.getLong("test.seed", 9846));
    }

    /** Make a generator of a seed. */
    public MessageGenerator(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Return the option that repeats this run. */
    @Override
    public String toString() {
        return "-Dtest.seed=" + seed;
    }

    /** Make a message of a type TLS 1.3 sends. */
    public HandshakeMessage message(HandshakeType type) {
        return switch (type) {
            case CLIENT_HELLO -> clientHello();
            case SERVER_HELLO ->
                switch (random.nextInt(3)) {
                    case 0 -> serverHello();
                    case 1 -> tls12ServerHello();
                    default -> helloRetryRequest();
                };
            case NEW_SESSION_TICKET -> newSessionTicket();
            case END_OF_EARLY_DATA -> new EndOfEarlyData();
            case ENCRYPTED_EXTENSIONS -> new EncryptedExtensions(extensions(ExtensionContext.ENCRYPTED_EXTENSIONS));
            case CERTIFICATE -> certificate();
            case CERTIFICATE_REQUEST ->
                new CertificateRequest(bytes(0, 32), extensions(ExtensionContext.CERTIFICATE_REQUEST));
            case CERTIFICATE_VERIFY -> new CertificateVerify(u16(), bytes(0, 300));
            case FINISHED -> new Finished(bytes(32, 48));
            case KEY_UPDATE -> new KeyUpdate(random.nextBoolean());
            default -> throw new IllegalArgumentException(type + " is not sent in TLS 1.3");
        };
    }

    /** Make a message of a type TLS 1.2 sends. */
    public HandshakeMessage tls12Message(HandshakeType type) {
        return switch (type) {
            case HELLO_REQUEST -> new HelloRequest();
            case CLIENT_HELLO -> clientHello();
            case SERVER_HELLO -> tls12ServerHello();
            case NEW_SESSION_TICKET -> new Tls12NewSessionTicket(u32(), bytes(0, 300));
            case CERTIFICATE -> new Tls12Certificate(list(0, 3, () -> bytes(1, 300)));
            case CERTIFICATE_STATUS -> new CertificateStatus(bytes(1, 300));
            case SERVER_KEY_EXCHANGE -> new ServerKeyExchange(u16(), bytes(1, 133), u16(), bytes(0, 300));
            case CERTIFICATE_REQUEST ->
                new Tls12CertificateRequest(bytes(1, 5), codePoints(), list(0, 3, () -> bytes(1, 40)));
            case SERVER_HELLO_DONE -> new ServerHelloDone();
            case CERTIFICATE_VERIFY -> new CertificateVerify(u16(), bytes(0, 300));
            case CLIENT_KEY_EXCHANGE -> new ClientKeyExchange(bytes(1, 133));
            case FINISHED -> new Finished(bytes(12, 12));
            default -> throw new IllegalArgumentException(type + " is not sent in TLS 1.2");
        };
    }

    /** Make a ClientHello: of TLS 1.2 or 1.3, with or without extensions, pre-shared keys and GREASE. */
    public ClientHello clientHello() {
        return new ClientHello(
                random.nextInt(4) == 0 ? u16() : 0x0303,
                bytes(32, 32),
                bytes(0, 32),
                codePoints(),
                random.nextInt(4) == 0 ? bytes(1, 255) : Bytes.ofHex("00"),
                extensions(ExtensionContext.CLIENT_HELLO));
    }

    /** Make a TLS 1.3 ServerHello. */
    public ServerHello serverHello() {
        return serverHello(bytes(32, 32), withVersion(ExtensionContext.SERVER_HELLO));
    }

    /** Make a HelloRetryRequest. */
    public ServerHello helloRetryRequest() {
        return serverHello(ServerHello.HELLO_RETRY_REQUEST_RANDOM, extensions(ExtensionContext.HELLO_RETRY_REQUEST));
    }

    /** Make a ServerHello of TLS 1.2, with the extensions of that version. */
    public ServerHello tls12ServerHello() {
        return serverHello(bytes(32, 32), extensions(ExtensionContext.TLS12_SERVER_HELLO));
    }

    private ServerHello serverHello(Bytes serverRandom, Extensions extensions) {
        return new ServerHello(0x0303, serverRandom, bytes(0, 32), u16(), random.nextInt(2), extensions);
    }

    /** Make a NewSessionTicket. */
    public NewSessionTicket newSessionTicket() {
        return new NewSessionTicket(
                u32(), u32(), bytes(0, 255), bytes(1, 300), extensions(ExtensionContext.NEW_SESSION_TICKET));
    }

    /** Make a Certificate of up to three entries, whose certificates are noise. */
    public Certificate certificate() {
        return new Certificate(
                bytes(0, 32),
                list(0, 3, () -> new CertificateEntry(bytes(1, 300), extensions(ExtensionContext.CERTIFICATE))));
    }

    /** Make a block of some extensions that a message allows, and some that nobody knows. */
    public Extensions extensions(ExtensionContext context) {
        var list = new ArrayList<Extension>();
        for (var type : ExtensionType.values()) {
            if (type.allowedIn(context) && random.nextBoolean()) {
                list.add(extension(type, context));
            }
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(unknownExtension(i));
        }
        Collections.shuffle(list, random);
        list.sort((a, b) -> Boolean.compare(a instanceof OfferedPsks, b instanceof OfferedPsks));
        return Extensions.of(list);
    }

    private Extensions withVersion(ExtensionContext context) {
        var list = new ArrayList<>(extensions(context).list());
        list.removeIf(extension -> extension.type() == ExtensionType.SUPPORTED_VERSIONS.code());
        list.add(random.nextInt(list.size() + 1), new SelectedVersion(u16()));
        return Extensions.of(list);
    }

    /** Make an extension of a type as a message has it. */
    public Extension extension(ExtensionType type, ExtensionContext context) {
        boolean request = context == ExtensionContext.CLIENT_HELLO;
        return switch (type) {
            case SERVER_NAME ->
                switch (context) {
                    case CLIENT_HELLO -> new ServerName(hostName());
                    case CERTIFICATE_REQUEST -> new UnknownExtension(type.code(), bytes(0, 20));
                    default -> new ServerNameAcknowledgement();
                };
            case STATUS_REQUEST ->
                switch (context) {
                    case CLIENT_HELLO -> new StatusRequest(list(0, 3, () -> bytes(1, 40)), bytes(0, 40));
                    case CERTIFICATE -> new StapledStatus(bytes(1, 300));
                    default -> new EmptyStatusRequest();
                };
            case SUPPORTED_GROUPS -> new SupportedGroups(codePoints());
            case SIGNATURE_ALGORITHMS -> new SignatureAlgorithms(codePoints());
            case APPLICATION_LAYER_PROTOCOL_NEGOTIATION -> new Alpn(list(1, request ? 5 : 1, () -> bytes(1, 20)));
            case EC_POINT_FORMATS -> new EcPointFormats(bytes(1, 3));
            case EXTENDED_MASTER_SECRET -> new ExtendedMasterSecret();
            case SESSION_TICKET -> new SessionTicket(bytes(0, 200));
            case RENEGOTIATION_INFO -> new RenegotiationInfo(bytes(0, 24));
            case RECORD_SIZE_LIMIT -> new RecordSizeLimit(64 + random.nextInt(0x10000 - 64));
            case PRE_SHARED_KEY -> request ? offeredPsks() : new SelectedPsk(u16());
            case EARLY_DATA ->
                context == ExtensionContext.NEW_SESSION_TICKET ? new TicketEarlyData(u32()) : new EarlyData();
            case SUPPORTED_VERSIONS -> request ? new SupportedVersions(codePoints()) : new SelectedVersion(u16());
            case COOKIE -> new Cookie(bytes(1, 100));
            case PSK_KEY_EXCHANGE_MODES -> new PskKeyExchangeModes(bytes(1, 4));
            case CERTIFICATE_AUTHORITIES -> new CertificateAuthorities(list(1, 3, () -> bytes(1, 40)));
            case POST_HANDSHAKE_AUTH -> new PostHandshakeAuth();
            case SIGNATURE_ALGORITHMS_CERT -> new SignatureAlgorithmsCert(codePoints());
            case KEY_SHARE ->
                switch (context) {
                    case CLIENT_HELLO -> new KeyShareClientHello(list(0, 3, this::keyShareEntry));
                    case HELLO_RETRY_REQUEST -> new KeyShareHelloRetryRequest(u16());
                    default -> new KeyShareServerHello(keyShareEntry());
                };
            case TICKET_REQUEST ->
                request
                        ? new TicketRequest(random.nextInt(256), random.nextInt(256))
                        : new TicketRequestHint(random.nextInt(256));
        };
    }

    /** Make an offer of up to three pre-shared keys. */
    public OfferedPsks offeredPsks() {
        var identities = list(1, 3, () -> new PskIdentity(bytes(1, 250), u32()));
        return new OfferedPsks(
                identities,
                list(identities.size(), identities.size(), () -> bytes(32, random.nextBoolean() ? 48 : 255)));
    }

    /** Make an extension nobody knows: GREASE (RFC 8701) or any other, of a type that differs for each {@code index}. */
    public UnknownExtension unknownExtension(int index) {
        int type = random.nextBoolean() ? 0x0a0a + 0x1010 * index : 0x7000 + 0x100 * index + random.nextInt(0x100);
        return new UnknownExtension(type, bytes(0, 20));
    }

    /** Make bytes of a random length within bounds. */
    public Bytes bytes(int min, int max) {
        var array = new byte[min + random.nextInt(max - min + 1)];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }

    private KeyShareEntry keyShareEntry() {
        return new KeyShareEntry(u16(), bytes(1, 133));
    }

    private String hostName() {
        var name = new StringBuilder("h");
        for (int i = random.nextInt(40); i > 0; i--) {
            name.append("abcxyzABCXYZ0189-_".charAt(random.nextInt(18)));
            name.append(random.nextInt(8) == 0 ? ".h" : "");
        }
        return name.toString();
    }

    private CodePoints codePoints() {
        var codes = new int[1 + random.nextInt(20)];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = u16();
        }
        return CodePoints.of(codes);
    }

    private int u16() {
        return random.nextInt(0x10000);
    }

    private long u32() {
        return random.nextInt() & 0xffffffffL;
    }

    private <T> List<T> list(int min, int max, Supplier<T> element) {
        var list = new ArrayList<T>();
        for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }
}
