package dev.reprise.stacks;

import dev.reprise.tls.jsse.RepriseJsse;
import dev.reprise.tls.jsse.RepriseProvider;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.net.http.HttpClient;
import java.security.Security;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.springframework.boot.SpringApplication;

/** What README shows of Reprise in other people's programs: each region that a comment names is a text there. */
final class InPrograms {
    private InPrograms() {}

    private static final class Shop {}

    static SslContextFactory.Server jetty(SSLContext context) {
        // Jetty
        var ssl = new SslContextFactory.Server();
        ssl.setSslContext(context); // HTTP/2 needs the artifact reprise-jetty beside it
        // end
        return ssl;
    }

    static SslContext netty(File chain, File key) throws Exception {
        // Netty
        var ssl = SslContextBuilder.forServer(chain, key)
                .sslContextProvider(new RepriseProvider())
                .build();
        // end
        return ssl;
    }

    static void tomcat(Tomcat tomcat) throws LifecycleException {
        // Tomcat
        RepriseJsse.install(); // before the connector starts: it asks for the first provider
        tomcat.start();
        // end
    }

    static void springBoot(String[] arguments) {
        // Spring Boot
        RepriseJsse.install(); // first thing in main, as a fat jar hides providers from java.security
        SpringApplication.run(Shop.class, arguments);
        // end
    }

    static void kafka(Properties properties) {
        // Kafka
        Security.addProvider(new RepriseProvider());
        properties.put("ssl.provider", RepriseProvider.NAME);
        // end
    }

    static HttpClient httpClient(SSLContext context) {
        // HttpClient
        var client = HttpClient.newBuilder().sslContext(context).build();
        // end
        return client;
    }

    static OkHttpClient okHttp(SSLContext context, X509TrustManager trustManager) {
        // OkHttp
        var client = new OkHttpClient.Builder()
                .sslSocketFactory(context.getSocketFactory(), trustManager)
                .build();
        // end
        return client;
    }
}
