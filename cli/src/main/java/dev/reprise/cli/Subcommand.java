package dev.reprise.cli;

import dev.reprise.cli.probe.ProbeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Name the commands of {@code reprise}, in the order in which its help shows them. A command's model is made by reflection,
 * which costs more time than anything else at a start, so that each is made only where it is called.
 */
enum Subcommand {
    DEMO("demo", "Show sessions that survive restarts of client and server, each step a process of its own."),
    SERVE(
            "serve",
            "Echo what each client sends, or pass it on with --to; log a line per connection on standard error."),
    CONNECT(
            "connect",
            "Copy standard input to a server and the server's answer to standard output; say on standard error how the"
                    + " connection came about."),
    SESSION("session", "Show or remove stored sessions."),
    TICKET_KEY("ticket-key", "Make, show and rotate ticket keys that servers share."),
    FLEET("fleet", "Show how the servers of a fleet share ticket keys."),
    PROBE(
            "probe",
            "Visit a server, any server, and tell on one page how well it resumes TLS sessions, and what to change. Exit"
                    + " status 0 unless a verdict is as bad as --fail-on.");

    private final String word;
    private final String description;

    Subcommand(String word, String description) {
        this.word = word;
        this.description = description;
    }

    /** Return the word that calls it. */
    String word() {
        return word;
    }

    /** Return the command with its options, ready to run. */
    CommandLine command(Streams streams) {
        return described(
                switch (this) {
                    case DEMO -> new CommandLine(new DemoCommand(streams));
                    case SERVE -> OptionGroups.serve().of(new ServeCommand(streams));
                    case CONNECT -> OptionGroups.connect().of(new ConnectCommand(streams));
                    case SESSION -> new CommandLine(new SessionCommand(streams));
                    case TICKET_KEY -> new CommandLine(new TicketKeyCommand(streams));
                    case FLEET -> new CommandLine(new FleetCommand(streams));
                    case PROBE -> new CommandLine(new ProbeCommand(streams));
                });
    }

    /** Return what the help of {@code reprise} shows of it: its name and description, without any option. */
    CommandLine outline() {
        return described(new CommandLine(CommandSpec.create()));
    }

    private CommandLine described(CommandLine command) {
        command.getCommandSpec().name(word).usageMessage().description(description);
        return command;
    }
}
