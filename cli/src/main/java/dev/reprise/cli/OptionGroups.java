package dev.reprise.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Put a command's options into groups with a heading each in its help, in this order; what is in no group comes first.
 *
 * @param groups headings, and the options' names under them
 */
record OptionGroups(Map<String, List<String>> groups) implements IHelpSectionRenderer {
    private static final List<String> TUNNEL = List.of(
            "--proxy-in",
            "--proxy-out",
            "--max-connections",
            "--handshake-timeout",
            "--connect-timeout",
            "--idle-timeout",
            "--write-timeout",
            "--drain",
            "--limits",
            "--reuse-port");

    /** Return the groups of {@code serve}. */
    static OptionGroups serve() {
        return new OptionGroups(Map.of())
                .with("What it does", List.of("--port", "--bind", "--to", "--http", "--once", "--log"))
                .with(
                        "Certificates",
                        List.of(
                                "--cert",
                                "--key",
                                "--key-password-file",
                                "--ocsp-staple",
                                "--client-ca",
                                "--client-auth",
                                "--client-crl"))
                .with(
                        "Sessions and ticket keys",
                        List.of(
                                "--session-lifetime",
                                "--session-id",
                                "--ticket-key-file",
                                "--ticket-key-format",
                                "--ticket-keys",
                                "--fleet-secret-file",
                                "--fleet",
                                "--fleet-times",
                                "--store-user",
                                "--store-password-file",
                                "--insecure-without-extended-master-secret"))
                .with("TLS", List.of("--alpn", "--protocols", "--ciphers", "--key-log"))
                .with("With --to; --drain also with --http", TUNNEL);
    }

    /** Return the groups of {@code connect}. */
    static OptionGroups connect() {
        var tunnel = new ArrayList<>(TUNNEL);
        tunnel.add("--log");
        return new OptionGroups(Map.of())
                .with("What it does", List.of("--listen", "--json"))
                .with(
                        "Certificates",
                        List.of(
                                "--servername",
                                "--ca",
                                "--ca-path",
                                "--crl",
                                "--require-stapling",
                                "--cert",
                                "--key",
                                "--key-password-file"))
                .with("Sessions", List.of("--session-file", "--insecure-without-extended-master-secret"))
                .with("TLS", List.of("--alpn", "--protocols", "--ciphers", "--groups", "--key-log"))
                .with("With --listen", tunnel);
    }

    private OptionGroups with(String heading, List<String> names) {
        var more = new LinkedHashMap<>(groups);
        more.put(heading, names);
        return new OptionGroups(more);
    }

    /** Return a command whose help has these groups. */
    CommandLine of(Object command) {
        var line = new CommandLine(command);
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, this);
        return line;
    }

    @Override
    public String render(Help help) {
        var text = new StringBuilder(layout(help, ungrouped(help)));
        groups.forEach((heading, names) -> {
            var options = new ArrayList<OptionSpec>();
            for (var name : names) {
                var option = help.commandSpec().findOption(name);
                if (option != null) {
                    options.add(option);
                }
            }
            text.append(System.lineSeparator()).append(heading).append(':').append(System.lineSeparator());
            text.append(layout(help, options));
        });
        return text.toString();
    }

    /** Return the options that are in no group, such as {@code --help}. */
    List<OptionSpec> ungrouped(Help help) {
        return help.commandSpec().options().stream()
                .filter(option -> groups.values().stream().noneMatch(names -> names.contains(option.longestName())))
                .toList();
    }

    private static String layout(Help help, List<OptionSpec> options) {
        var layout = help.createDefaultLayout();
        layout.addOptions(options, help.parameterLabelRenderer());
        return layout.toString();
    }
}
