package dev.reprise.tls;

import dev.reprise.tls.internal.message.HandshakeMessage;
import java.util.List;

/** Changes what one side of a {@link Pair} says, message by message. */
@FunctionalInterface
@SuppressWarnings("exports") // of the tests' own jar only
public interface Lie {
    /** Answer the messages to send instead of one, maybe none; the liar's transcript gets what is sent. */
    List<HandshakeMessage> tell(HandshakeMessage message);
}
