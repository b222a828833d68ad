package dev.reprise.interop;

import dev.reprise.examples.FtpsClient;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.spec.ConnectionInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reprise in this JVM as FTPS uses it: the first connection is the control connection, the next one carries a file. */
final class LinkedLibrary implements OurSide {
    private static final byte[] FILE = {1, 2, 3};

    @Override
    public String name() {
        return "linked";
    }

    @Override
    public Client client(Setup setup, Credentials credentials, Path directory) {
        var client = TlsClient.of(config(setup, credentials));
        return new Client() {
            private @Nullable FtpsClient ftps;

            @Override
            public Seen connect(int port) throws IOException {
                var open = ftps;
                if (open == null) {
                    var control = new FtpsClient(client, "127.0.0.1", port, Credentials.NAME);
                    ftps = control;
                    return seen(control.info());
                }
                try (open) {
                    var data = open.store("file", FILE);
                    open.quit();
                    return seen(data);
                }
            }
        };
    }

    private static ClientConfig config(Setup setup, Credentials credentials) {
        var builder = TlsConfig.client()
                .roots(List.of(credentials.root()))
                .handshakeTimeout(Wait.LIMIT)
                .readTimeout(Wait.LIMIT);
        if (setup.clientCertificate()) {
            builder.identity(Library.identity(credentials.client()));
        }
        return builder.build();
    }

    private static Seen seen(ConnectionInfo info) {
        return new Seen(info.version().displayName(), Told.resumed(info.resumed()), true, "");
    }

    @Override
    public Server server(Setup setup, Credentials credentials) {
        throw new UnsupportedOperationException("linked connections are a client's");
    }
}
