package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/** Reads vector files: lines of {@code key=value}, values mostly hex, in some files in blocks parted by empty lines. */
public final class Vectors {
    private final Properties values;

    private Vectors(Properties values) {
        this.values = values;
    }

    /** Read a file of one block from the test resources, such as {@code /rfc8448/3-simple-1rtt.properties}. */
    public static Vectors of(String resource) {
        return new Vectors(parse(text(resource)));
    }

    /** Read a file of many blocks. */
    public static List<Vectors> blocksOf(String resource) {
        var blocks = new ArrayList<Vectors>();
        for (var block : Pattern.compile("\n\n").splitAsStream(text(resource)).toList()) {
            var values = parse(block);
            if (!values.isEmpty()) {
                blocks.add(new Vectors(values));
            }
        }
        return blocks;
    }

    /** Return a resource's whole text. */
    public static String text(String resource) {
        try (InputStream stream = Vectors.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tell whether there is such a key. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Return a value as it stands. */
    public String word(String key) {
        var value = values.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("no key " + key);
        }
        return value;
    }

    /** Return a decimal value. */
    public int number(String key) {
        return Integer.parseInt(word(key));
    }

    /** Return a hex value. */
    public Bytes bytes(String key) {
        return Bytes.ofHex(word(key));
    }

    /** Return a hex value as an array. */
    public byte[] array(String key) {
        return bytes(key).toArray();
    }

    /** Return a hex value as a secret. */
    public Secret secret(String key) {
        return Secret.take(array(key));
    }

    private static Properties parse(String text) {
        var values = new Properties();
        try {
            values.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }
}
