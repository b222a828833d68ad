package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.NamedGroup;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library's builders as programs of other packages and modules see them, their common options included. */
class BuildersTest {
    @Test
    void takesCommonOptionsAndItsOwnInAnyOrder() {
        var builder = TlsConfig.client();

        assertThat(builder.alpn("h2").sessions(new SessionCache()).verifyDepth(3))
                .isSameAs(builder);
        assertThat(builder.ticketRequest(1, 1).groups(NamedGroup.X25519).insecureNoVerifyTime())
                .isSameAs(builder);
    }

    @Test
    void takesMethodReferencesToCommonOptions() {
        var builder = TlsConfig.client();
        Function<Duration, ClientConfig.Builder> option = builder::readTimeout;

        assertThat(option.apply(Duration.ofSeconds(1))).isSameAs(builder);
    }

    @Test
    void letsCommonOptionsBeInvokedByReflection() throws Throwable {
        var builder = TlsConfig.client();
        var option = ClientConfig.Builder.class.getMethod("readTimeout", Duration.class);
        var handle = MethodHandles.publicLookup().unreflect(option);

        assertThat(option.invoke(builder, Duration.ofSeconds(1))).isSameAs(builder);
        assertThat(handle.invoke(builder, Duration.ofSeconds(1))).isSameAs(builder);
    }

    @ParameterizedTest
    @ValueSource(classes = {ClientConfig.Builder.class, ServerConfig.Builder.class})
    void showsNoTypeThatOthersMayNotSee(Class<?> builder) {
        assertThat(builder.getMethods())
                .extracting(Method::getName)
                .contains("alpn", "protocols", "listener", "random", "build");
        assertThat(builder.getMethods())
                .allSatisfy(method -> assertThat(types(method))
                        .allSatisfy(type -> assertThat(Modifier.isPublic(type.getModifiers()))
                                .as(() -> type.toString())
                                .isTrue()));
    }

    private static List<Class<?>> types(Method method) {
        return Arrays.asList(method.getReturnType(), method.getDeclaringClass());
    }
}
