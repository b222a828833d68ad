import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Write classes of jars anew that are too old for the AOT cache. It takes no class older than Java 6, for which the JVM works
 * out at each start what a stack map says; with stack maps they start from the cache as all others do. Jars without such
 * classes stay as they are. Usage: java dist/StackMaps.java JAR... (JDK 24 or newer)
 */
final class StackMaps {
    private static final int JAVA_6 = 50;
    private static final int JAVA_8 = 52;
    private static final String CHANGES = "META-INF/CHANGES";
    private static final String WHAT_CHANGED =
            "Reprise's dist/StackMaps.java has written the classes in this jar that were older than Java 6 anew, as\n"
                    + "class files of Java 8 with stack maps. Their code is unchanged.\n";

    private StackMaps() {}

    public static void main(String[] jars) throws IOException {
        for (var jar : jars) {
            rewrite(Path.of(jar));
        }
    }

    private static void rewrite(Path jar) throws IOException {
        var rewritten = jar.resolveSibling(jar.getFileName() + ".new");
        boolean changed = false;
        try (var from = new ZipFile(jar.toFile());
                var types = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                var to = new ZipOutputStream(Files.newOutputStream(rewritten))) {
            var format = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(types)));
            for (var entries = from.entries().asIterator(); entries.hasNext(); ) {
                var entry = entries.next();
                var content = from.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class") && format.parse(content).majorVersion() < JAVA_6) {
                    content = format.transformClass(
                            format.parse(content),
                            ClassTransform.endHandler(made -> made.withVersion(JAVA_8, 0))
                                    .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
                    changed = true;
                }
                add(to, entry.getName(), entry.getTimeLocal(), content);
            }
            if (changed) {
                add(to, CHANGES, from.entries().nextElement().getTimeLocal(), WHAT_CHANGED.getBytes(UTF_8));
            }
        }
        if (changed) {
            Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(rewritten);
        }
    }

    private static void add(ZipOutputStream to, String name, LocalDateTime time, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(time);
        to.putNextEntry(entry);
        to.write(content);
        to.closeEntry();
    }
}
