package dev.reprise.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiTextTest {
    public sealed interface Shape permits Circle {
        double area() throws IOException;

        default void draw(String... words) {}
    }

    public record Circle(List<? extends Number> radius) implements Shape {
        public static final Circle UNIT = new Circle(List.of(1));

        @Override
        public double area() {
            return 0;
        }

        @Deprecated
        public <T extends Comparable<T>> T larger(T than) {
            return than;
        }

        void hidden() {}
    }

    static class Base {
        public void inherited() {}
    }

    public static final class Derived extends Base {
        public Derived(int... sizes) {}

        private Derived() {}
    }

    public enum Size {
        SMALL,
        LARGE
    }

    @Test
    void tellsHeadAndMembersInTheirOrder() {
        assertThat(ApiText.of(Shape.class))
                .containsExactly(
                        "public sealed interface ApiTextTest.Shape permits Circle",
                        "    double area() throws IOException",
                        "    default void draw(String...)");
        assertThat(ApiText.of(Circle.class))
                .containsExactly(
                        "public record ApiTextTest.Circle(List<? extends Number> radius) implements ApiTextTest.Shape",
                        "    public static final ApiTextTest.Circle UNIT",
                        "    public double area()",
                        "    @Deprecated public <T extends Comparable<T>> T larger(T)");
        assertThat(ApiText.of(Size.class)).containsExactly("public enum ApiTextTest.Size", "    SMALL", "    LARGE");
    }

    @Test
    void tellsWhatIsInheritedFromATypeThatUsersDoNotSee() {
        assertThat(ApiText.of(Derived.class))
                .contains("    public void inherited()", "    public Derived(int...)")
                .doesNotContain("    public Derived()");
        assertThat(ApiText.visible(Base.class)).isFalse();
    }

    @Test
    void differenceIsTheLinesThatOneSideHas() {
        var kept = List.of("a", "b", "c", "d");
        assertThat(ApiSnapshot.difference(kept, kept)).isEmpty();
        assertThat(ApiSnapshot.difference(kept, List.of("a", "c", "x", "d"))).containsExactly("-b", "+x");
        assertThat(ApiSnapshot.difference(List.of(), kept)).containsExactly("+a", "+b", "+c", "+d");
    }
}
