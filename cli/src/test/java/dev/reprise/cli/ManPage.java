package dev.reprise.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page of the command, in roff, written from the model that also parses its arguments. */
final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /** Return the page of a command and all its subcommands. */
    static String of(CommandSpec command) {
        var man = new ManPage();
        man.line(".\\\" Made from the command's own model: see CONTRIBUTING.md.");
        man.line(".TH " + command.name().toUpperCase(Locale.ROOT) + " 1 \"\" \"Reprise\" \"User Commands\"");
        man.section("NAME");
        man.line(command.name() + " \\- " + text(sentence(command)));
        man.section("SYNOPSIS");
        for (var each : leaves(command)) {
            man.synopsis(each);
        }
        man.section("COMMANDS");
        man.paragraph("Every command answers --help with its options and --version with the version.");
        for (var each : leaves(command)) {
            man.command(each);
        }
        man.section("EXIT STATUS");
        for (var line : command.usageMessage().footer()) {
            man.paragraph(line);
        }
        return man.page.toString();
    }

    /** Return the commands that do something themselves, in the order in which help shows them. */
    private static List<CommandSpec> leaves(CommandSpec command) {
        if (command.subcommands().isEmpty()) {
            return List.of(command);
        }
        var found = new ArrayList<CommandSpec>();
        for (var subcommand : command.subcommands().values()) {
            if (!found.contains(subcommand.getCommandSpec())) {
                found.addAll(leaves(subcommand.getCommandSpec()));
            }
        }
        return found;
    }

    private void synopsis(CommandSpec command) {
        line(".HP");
        var words =
                new StringBuilder("\\fB").append(text(command.qualifiedName())).append("\\fR");
        for (var option : shown(command)) {
            if (option.required()) {
                words.append(' ').append(usage(option, option.longestName()));
            }
        }
        words.append(" [\\fIOPTION\\fR]...");
        for (var argument : command.positionalParameters()) {
            var label = "\\fI" + text(argument.paramLabel()) + "\\fR";
            words.append(' ').append(argument.required() ? label : "[" + label + "]");
        }
        line(words.toString());
    }

    private void command(CommandSpec command) {
        line(".SS \"" + text(command.qualifiedName()) + "\"");
        for (var sentence : command.usageMessage().description()) {
            paragraph(sentence);
        }
        for (var argument : command.positionalParameters()) {
            described("\\fI" + text(argument.paramLabel()) + "\\fR", argument);
        }
        for (var option : shown(command)) {
            var names = new ArrayList<String>();
            for (var name : option.names()) {
                names.add(usage(option, name));
            }
            described(String.join(", ", names), option);
        }
        for (var sentence : command.usageMessage().footer()) {
            paragraph(sentence);
        }
    }

    private static List<OptionSpec> shown(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
                .toList();
    }

    private static String usage(OptionSpec option, String name) {
        var value = option.arity().max() > 0 ? " \\fI" + text(option.paramLabel()) + "\\fR" : "";
        return "\\fB" + text(name) + "\\fR" + value;
    }

    private void described(String head, ArgSpec argument) {
        line(".TP");
        line(head);
        for (var sentence : argument.description()) {
            line(text(sentence));
        }
    }

    private void section(String name) {
        line(".SH \"" + name + "\"");
    }

    private void paragraph(String text) {
        if (!text.isBlank()) {
            line(".PP");
            line(text(text));
        }
    }

    private void line(String line) {
        page.append(line).append('\n');
    }

    private static String sentence(CommandSpec command) {
        return Arrays.stream(command.usageMessage().description()).findFirst().orElse("");
    }

    /** Return a text as roff shows it unchanged: no escapes, real hyphens, no line that reads as a request. */
    private static String text(String text) {
        var plain = Help.Ansi.OFF.string(text.replace("%n", "\n").replace("%%", "%"));
        var escaped = new StringBuilder();
        for (var line : plain.split("\n", -1)) {
            if (!escaped.isEmpty()) {
                escaped.append("\n.br\n");
            }
            var safe = line.replace("\\", "\\e").replace("-", "\\-");
            escaped.append(safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe);
        }
        return escaped.toString();
    }
}
