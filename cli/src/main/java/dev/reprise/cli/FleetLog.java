package dev.reprise.cli;

import dev.reprise.tls.fleet.FleetKeyStatus;
import dev.reprise.tls.fleet.FleetListener;
import dev.reprise.tls.fleet.FleetMode;
import java.time.Duration;
import java.util.function.Consumer;

/** Log what becomes of a fleet's keys at this server, a line for each. */
record FleetLog(Consumer<String> log) implements FleetListener {
    @Override
    public void modeChanged(FleetMode before, FleetMode now) {
        log.accept("ticket keys: mode " + now + ", before " + before);
    }

    @Override
    public void keyChanged(FleetKeyStatus key) {
        var step = key.outageStep() == 0 ? "" : ", outage step " + key.outageStep();
        log.accept("ticket keys: revision " + key.revision() + " is " + key.state() + step);
    }

    @Override
    public void keyForgotten(FleetKeyStatus key) {
        log.accept("ticket keys: revision " + key.revision() + " is forgotten");
    }

    @Override
    public void storeFailed(String message) {
        log.accept("ticket keys: the store fails: " + Text.printable(message));
    }

    @Override
    public void storeAnswered(Duration silence) {
        log.accept("ticket keys: the store answers");
    }

    @Override
    public void refused(String what) {
        log.accept("ticket keys: refused " + Text.printable(what));
    }
}
