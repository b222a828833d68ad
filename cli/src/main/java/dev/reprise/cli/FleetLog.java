package dev.reprise.cli;

import dev.reprise.tls.fleet.FleetKeyStatus;
import dev.reprise.tls.fleet.FleetListener;
import dev.reprise.tls.fleet.FleetMode;
import java.io.PrintStream;
import java.time.Duration;

/** Log what becomes of a fleet's keys at this server, a line for each. */
record FleetLog(PrintStream log) implements FleetListener {
    @Override
    public void modeChanged(FleetMode before, FleetMode now) {
        log.println("ticket keys: mode " + now + ", before " + before);
    }

    @Override
    public void keyChanged(FleetKeyStatus key) {
        var step = key.outageStep() == 0 ? "" : ", outage step " + key.outageStep();
        log.println("ticket keys: revision " + key.revision() + " is " + key.state() + step);
    }

    @Override
    public void keyForgotten(FleetKeyStatus key) {
        log.println("ticket keys: revision " + key.revision() + " is forgotten");
    }

    @Override
    public void storeFailed(String message) {
        log.println("ticket keys: the store fails: " + Text.printable(message));
    }

    @Override
    public void storeAnswered(Duration silence) {
        log.println("ticket keys: the store answers");
    }

    @Override
    public void refused(String what) {
        log.println("ticket keys: refused " + Text.printable(what));
    }
}
