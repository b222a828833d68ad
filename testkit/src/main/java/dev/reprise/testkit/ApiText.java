package dev.reprise.testkit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What users see of one type, as lines of Java: its head, and its public and protected members in a fixed order. Left out is
 * what says nothing: names of parameters, accessors and constructors that a record's head implies, methods of Object.
 */
final class ApiText {
    private static final Pattern QUALIFIER = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=[A-Z@])");
    private static final Set<String> OF_OBJECT = Set.of("equals", "hashCode", "toString");

    private final Class<?> type;
    private final List<String> lines = new ArrayList<>();

    private ApiText(Class<?> type) {
        this.type = type;
    }

    /** Tell whether users of the module can name this type. */
    static boolean visible(Class<?> type) {
        var outer = type.getEnclosingClass();
        return !type.isAnonymousClass()
                && !type.isLocalClass()
                && !type.isSynthetic()
                && visible(type.getModifiers())
                && (outer == null || visible(outer));
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Return the lines of one type; nested types have lines of their own. */
    static List<String> of(Class<?> type) {
        var text = new ApiText(type);
        text.lines.add(text.head());
        text.constants();
        text.fields();
        text.constructors();
        text.methods();
        return text.lines;
    }

    private String head() {
        var head = new StringBuilder();
        head.append(annotations(type));
        int modifiers = type.getModifiers() & ~Modifier.INTERFACE;
        if (type.isEnum() || type.isRecord()) {
            modifiers &= ~(Modifier.FINAL | Modifier.STATIC);
        }
        if (type.isInterface()) {
            modifiers &= ~(Modifier.ABSTRACT | Modifier.STATIC);
        }
        head.append(Modifier.toString(modifiers));
        head.append(type.isSealed() ? " sealed" : "").append(' ').append(kind()).append(' ');
        head.append(QUALIFIER.matcher(type.getTypeName().replace('$', '.')).replaceFirst(""));
        head.append(variables(type.getTypeParameters()));
        if (type.isRecord()) {
            head.append(list(
                    "(",
                    Arrays.stream(type.getRecordComponents()),
                    component -> name(component.getAnnotatedType()) + " " + component.getName(),
                    ")"));
        }
        var superclass = type.getAnnotatedSuperclass();
        if (superclass != null && !type.isRecord() && !type.isEnum() && type.getSuperclass() != Object.class) {
            head.append(" extends ").append(name(superclass));
        }
        if (type.getInterfaces().length > 0) {
            head.append(type.isInterface() ? " extends " : " implements ");
            head.append(list("", Arrays.stream(type.getAnnotatedInterfaces()), ApiText::name, ""));
        }
        if (type.isSealed()) {
            head.append(list(" permits ", Arrays.stream(type.getPermittedSubclasses()), Class::getSimpleName, ""));
        }
        return head.toString();
    }

    private String kind() {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isEnum()) {
            return "enum";
        }
        return type.isRecord() ? "record" : "class";
    }

    /** Add an enum's constants, in their own order: it is what compareTo and ordinal tell. */
    private void constants() {
        if (type.isEnum()) {
            Arrays.stream(type.getFields())
                    .filter(Field::isEnumConstant)
                    .forEach(constant -> add(annotations(constant) + constant.getName()));
        }
    }

    private void fields() {
        var found = new TreeSet<String>();
        for (var field : type.getDeclaredFields()) {
            if (shown(field) && !field.isEnumConstant()) {
                found.add(
                        annotations(field) + modifiers(field) + name(field.getAnnotatedType()) + " " + field.getName());
            }
        }
        found.forEach(this::add);
    }

    private void constructors() {
        if (type.isEnum()) {
            return;
        }
        var found = new TreeSet<String>();
        for (var constructor : type.getDeclaredConstructors()) {
            if (shown(constructor) && !canonical(constructor)) {
                found.add(annotations(constructor)
                        + modifiers(constructor)
                        + type.getSimpleName()
                        + signature(constructor));
            }
        }
        found.forEach(this::add);
    }

    private boolean canonical(Executable constructor) {
        return type.isRecord()
                && Arrays.equals(
                        constructor.getParameterTypes(),
                        Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toArray());
    }

    /** Add methods, also those that a superclass declares which users cannot name. */
    private void methods() {
        record Line(String name, String text) {}
        var found = new ArrayList<Line>();
        for (var from = type; from != null && (from == type || !visible(from)); from = from.getSuperclass()) {
            for (var method : from.getDeclaredMethods()) {
                if (shown(method) && !implied(method)) {
                    found.add(new Line(
                            method.getName(),
                            annotations(method) + modifiers(method) + spaced(variables(method.getTypeParameters()))
                                    + name(method.getAnnotatedReturnType()) + " " + method.getName()
                                    + signature(method)));
                }
            }
        }
        found.stream()
                .sorted((one, other) ->
                        one.name.equals(other.name) ? one.text.compareTo(other.text) : one.name.compareTo(other.name))
                .map(Line::text)
                .distinct()
                .forEach(this::add);
    }

    private boolean implied(Method method) {
        int parameters = method.getParameterCount();
        var name = method.getName();
        if (OF_OBJECT.contains(name) && parameters == (name.equals("equals") ? 1 : 0)) {
            return true;
        }
        if (type.isEnum() && Modifier.isStatic(method.getModifiers())) {
            return name.equals("values") || name.equals("valueOf");
        }
        return type.isRecord()
                && parameters == 0
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(component -> component.getName().equals(name));
    }

    private boolean shown(Member member) {
        return visible(member.getModifiers()) && !member.isSynthetic();
    }

    private void add(String line) {
        lines.add("    " + line);
    }

    private static String annotations(AnnotatedElement element) {
        return Arrays.stream(element.getDeclaredAnnotations())
                .map(annotation -> "@" + annotation.annotationType().getSimpleName() + " ")
                .sorted()
                .collect(Collectors.joining());
    }

    private static String modifiers(Member member) {
        int modifiers = member.getModifiers();
        if (member instanceof Method method) {
            modifiers &= Modifier.methodModifiers() & ~(Modifier.SYNCHRONIZED | Modifier.NATIVE);
            if (member.getDeclaringClass().isInterface()) {
                modifiers &= ~(Modifier.PUBLIC | Modifier.ABSTRACT);
                return method.isDefault() ? "default " : spaced(Modifier.toString(modifiers));
            }
        }
        if (member instanceof Constructor) {
            modifiers &= Modifier.constructorModifiers(); // What marks varargs there is transient elsewhere.
        }
        return spaced(Modifier.toString(modifiers));
    }

    private static String spaced(String words) {
        return words.isEmpty() ? "" : words + " ";
    }

    private static String signature(Executable executable) {
        var types = executable.getAnnotatedParameterTypes();
        var parameters = new ArrayList<String>();
        for (int i = 0; i < types.length; i++) {
            var name = name(types[i]);
            boolean last = executable.isVarArgs() && i == types.length - 1;
            parameters.add(last ? name.replaceFirst("\\[]$", "...") : name);
        }
        var thrown = executable.getAnnotatedExceptionTypes();
        return "(" + String.join(", ", parameters) + ")"
                + (thrown.length == 0 ? "" : list(" throws ", Arrays.stream(thrown), ApiText::name, ""));
    }

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0 ? "" : list("<", Arrays.stream(variables), ApiText::variable, ">");
    }

    private static String variable(TypeVariable<?> variable) {
        var bounds = list("", Arrays.stream(variable.getAnnotatedBounds()), ApiText::name, "");
        return bounds.equals("Object") ? variable.getName() : variable.getName() + " extends " + bounds;
    }

    private static String name(AnnotatedType type) {
        var whole = type.toString().replace('$', '.').replace("()", "");
        return QUALIFIER.matcher(whole).replaceAll("");
    }

    private static <T> String list(String before, Stream<T> values, Function<T, String> text, String after) {
        return values.map(text).collect(Collectors.joining(", ", before, after));
    }
}
