package dev.reprise.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;

/** An OCSP responder over HTTP on the loopback address (RFC 6960 appendix A), which answers every request alike. */
final class OcspResponder implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile byte[] response = {};

    private OcspResponder(HttpServer server) {
        this.server = server;
    }

    /** Start one that has no response yet. */
    static OcspResponder start() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var responder = new OcspResponder(server);
        server.createContext("/", responder::answer);
        server.start();
        return responder;
    }

    /** Return the value of the extension authorityInfoAccess that names this responder. */
    byte[] authorityInfoAccess() throws IOException {
        var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        return new AuthorityInformationAccess(
                        AccessDescription.id_ad_ocsp, new GeneralName(GeneralName.uniformResourceIdentifier, url))
                .getEncoded();
    }

    /** Answer with this from now on. */
    void respond(byte[] der) {
        response = der.clone();
    }

    /** Return how many requests have come. */
    int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/ocsp-response");
            exchange.sendResponseHeaders(200, response.length);
            exchange.getResponseBody().write(response);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
