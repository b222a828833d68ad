package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.wire.Bytes;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** One recorded connection of a file under {@code transcripts/} (names: the README there). */
record Transcript(Properties properties, String connection) {
    /** A recorded handshake message, header included. */
    record Message(String sender, String name, Bytes bytes) {}

    static Transcript load(String file, String connection) {
        var name = "/transcripts/" + file + ".properties";
        try (var in = Objects.requireNonNull(Transcript.class.getResourceAsStream(name), name);
                var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            var properties = new Properties();
            properties.load(reader);
            return new Transcript(properties, connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String key) {
        return properties.containsKey(connection + "." + key);
    }

    String text(String key) {
        return Objects.requireNonNull(properties.getProperty(connection + "." + key), connection + "." + key);
    }

    Bytes bytes(String key) {
        return Bytes.ofHex(text(key));
    }

    String config(String key) {
        return Objects.requireNonNull(properties.getProperty("config." + key), key);
    }

    List<Message> messages() {
        var messages = new ArrayList<Message>();
        for (int i = 1; has("hs.%02d.name".formatted(i)); i++) {
            var prefix = "hs.%02d.".formatted(i);
            messages.add(new Message(text(prefix + "sender"), text(prefix + "name"), bytes(prefix + "bytes")));
        }
        return messages;
    }

    List<Message> from(String sender) {
        return messages().stream().filter(m -> m.sender().equals(sender)).toList();
    }
}
