package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One step of the protocol after the other, with the times that belong to sessions of two hours. */
class RotationTest {
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofSeconds(20);
    private static final Duration ROTATION = Duration.ofHours(1);
    private static final Duration LEAD = Duration.ofMinutes(15);

    private final TestFleet fleet = new TestFleet();

    @Test
    void sealsUnderItsOwnKeyUntilTheFirstOneIsSettled() {
        var server = fleet.join();
        assertThat(server.mode()).isEqualTo(FleetMode.STARTING);
        assertThat(server.sealing().slice(0, 4)).isEqualTo(Bytes.ofHex("00000000"));

        fleet.poll();
        assertThat(server.mode()).isEqualTo(FleetMode.STARTING);
        assertThat(server.revisions()).containsExactly(1L);
        assertThat(server.node.status().ready()).isFalse();

        fleet.pass(SETTLE.minus(POLL));
        assertThat(server.node.status().ready()).isFalse();
        var own = server.sealing();

        fleet.pass(POLL);
        assertThat(server.node.status().ready()).isTrue();
        assertThat(server.current().revision()).isEqualTo(1);
        assertThat(server.names())
                .as("tickets under its own key are still good here")
                .contains(own);
    }

    @Test
    void announcesEachKeyForTheLeadAndForgetsItAfterItsLastTicket() {
        var server = started();
        untilRevisions(server, 2L, 1L);
        var minutes = new HashMap<String, Integer>();
        for (int minute = 0; minute < 60 * 4; minute++) {
            int now = minute;
            var second = server.node.status().keys().stream()
                    .filter(key -> key.revision() == 2)
                    .findFirst();
            minutes.computeIfAbsent(second.map(key -> key.state().toString()).orElse("forgotten"), state -> now);
            fleet.pass(Duration.ofMinutes(1));
        }
        assertThat(minutes).containsEntry("next", 0).containsEntry("settled", 1).containsEntry("current", 15);
        // The next key is made up to half a minute and a read after it is due.
        assertThat(minutes.get("previous")).isBetween(75, 76);
        assertThat(minutes.get("forgotten")).isBetween(75 + 2 + 120 + 5, 76 + 2 + 120 + 5);
    }

    @Test
    void sealsWithNewKeyOnlyOnceTheStoreHasAnsweredForTheSettleTimeWithTheKeyInIt() {
        var a = started();
        var b = fleet.join();
        fleet.pass(SETTLE.plus(POLL));
        untilRevisions(a, 2L, 1L);

        // The store dies right after the second key was made: nobody knows who has read it.
        fleet.store.up(false);
        fleet.pass(ROTATION);
        assertThat(a.current().revision()).isEqualTo(1);
        assertThat(b.current().revision()).isEqualTo(1);

        fleet.store.up(true);
        fleet.pass(SETTLE);
        assertThat(a.current().revision()).as("not settled yet").isEqualTo(1);
        fleet.pass(POLL);
        assertThat(a.current().revision()).isEqualTo(2);
    }

    @Test
    void countsSilenceInWhichItDidNotAskAsFailure() {
        var server = started();
        untilRevisions(server, 2L, 1L);
        int settledAfter = 0;
        fleet.passUnread(LEAD); // The process was stopped; the store may have been away meanwhile.
        fleet.poll();
        while (server.current().revision() == 1) {
            fleet.pass(POLL);
            settledAfter++;
        }
        assertThat(settledAfter).isEqualTo(3);
    }

    /** One of two faults that the model of this protocol once had. */
    @Test
    void doesNotSealOnUnderCurrentKeyThatIsForgotten() {
        var server = started();
        var shared = server.current();
        fleet.store.up(false);
        passDays(6);
        assertThat(server.mode()).isEqualTo(FleetMode.OUTAGE);
        passDays(1);
        assertThat(server.mode()).as("past the horizon").isEqualTo(FleetMode.LOCAL);
        passDays(1);
        assertThat(server.revisions()).isEmpty();
        assertThat(server.sealing().slice(0, 4)).isEqualTo(Bytes.ofHex("00000000"));
        assertThat(server.names())
                .noneMatch(name -> name.slice(4, 12).toString().equals(shared.id()));
    }

    /** The other one: the joiner held a key that the others had forgotten, and dropped it a moment later. */
    @Test
    void doesNotLoadRecordThatIsPastItsEnd() {
        started();
        fleet.store.up(false);
        fleet.clocks.pass(Duration.ofDays(7).toSeconds() + 60);
        fleet.store.up(true);
        var late = fleet.join();
        late.node.poll();
        assertThat(late.revisions())
                .as("the old one is not loaded, and a new one is made")
                .containsExactly(2L);
    }

    @Test
    void derivesTheSameKeysEverywhereWhileTheStoreIsAway() {
        var a = started();
        var b = fleet.join();
        fleet.pass(SETTLE.plus(POLL));
        fleet.store.up(false);
        var sealed = new HashSet<Bytes>();
        for (int minute = 0; minute < 60 * 48; minute += 10) {
            fleet.passUnread(Duration.ofMinutes(10));
            assertThat(a.sealing()).isEqualTo(b.sealing());
            sealed.add(a.sealing());
            assertThat(b.names()).contains(a.sealing());
        }
        assertThat(a.mode()).isEqualTo(FleetMode.OUTAGE);
        assertThat(sealed).as("a new key each hour").hasSizeBetween(46, 48);
        assertThat(a.names().size()).as("what no ticket needs is wiped").isLessThan(8);
    }

    @Test
    void comesBackFromAnOutageWithoutLosingWhatWasSealedInIt() {
        var a = started();
        var b = fleet.join();
        fleet.pass(SETTLE.plus(POLL));
        fleet.store.up(false);
        fleet.pass(Duration.ofHours(10));
        var inOutage = a.sealing();
        fleet.store.up(true);
        fleet.pass(Duration.ofHours(1));
        assertThat(a.mode()).isEqualTo(FleetMode.SHARED);
        assertThat(a.current().revision()).isEqualTo(2);
        assertThat(b.names()).contains(inOutage);
        var late = fleet.join();
        fleet.pass(POLL);
        assertThat(late.names())
                .as("a server that has just started derives it, too")
                .contains(inOutage);
    }

    @Test
    void putsBackWhatTheStoreHasLost() {
        var server = started();
        fleet.pass(ROTATION.multipliedBy(3));
        var known = server.revisions();
        var names = server.names();
        fleet.store.empty();
        fleet.pass(POLL);
        var late = fleet.join();
        late.node.poll();
        assertThat(late.revisions()).isEqualTo(known);
        assertThat(late.names())
                .containsAll(names.stream()
                        .filter(name -> !name.slice(0, 4).equals(Bytes.ofHex("00000000")))
                        .toList());
    }

    @Test
    void goesOnFromTheHighestRevisionThatItEverSaw() {
        var server = started();
        fleet.pass(ROTATION.multipliedBy(3));
        long newest = server.revisions().get(0);
        fleet.store.empty();
        fleet.pass(ROTATION.plus(SETTLE));
        assertThat(server.revisions().get(0)).isGreaterThan(newest);
    }

    /** As after a failover to a replica that lagged: both were told that they made revision 2. */
    @Test
    void opensBothOfTwinsAndSealsWithTheSameOne() throws IOException {
        var a = started();
        var b = fleet.join();
        fleet.pass(SETTLE.plus(POLL));
        b.link.cut = true;
        a.node.rotateNow(false);
        fleet.store.setBack();
        a.link.cut = true;
        b.link.cut = false;
        b.node.rotateNow(false);
        a.link.cut = false;
        fleet.pass(LEAD.plus(SETTLE));
        assertThat(a.revisions()).containsExactly(2L, 2L, 1L);
        assertThat(a.sealing()).isEqualTo(b.sealing());
        assertThat(a.names())
                .containsAll(b.names().stream()
                        .filter(name -> !name.slice(0, 4).equals(Bytes.ofHex("00000000")))
                        .toList());
    }

    @Test
    void givesUpAllOldKeysAtOnceWhenTold() throws IOException {
        var a = started();
        var b = fleet.join();
        fleet.pass(ROTATION.multipliedBy(2));
        long newest = a.revisions().get(0);
        assertThat(a.node.rotateNow(true)).isEqualTo(newest + 1);
        assertThat(a.revisions()).containsExactly(newest + 1);
        assertThat(a.mode()).as("nobody may know the new key yet").isEqualTo(FleetMode.LOCAL);
        assertThat(a.names()).hasSize(2);
        b.node.poll();
        assertThat(b.revisions()).containsExactly(newest + 1);
        fleet.pass(SETTLE.plus(POLL));
        assertThat(a.mode()).isEqualTo(FleetMode.SHARED);
        assertThat(a.sealing()).isEqualTo(b.sealing());

        fleet.store.setBack(); // To what it was before, stolen keys and all.
        fleet.pass(POLL);
        var late = fleet.join();
        fleet.pass(POLL);
        assertThat(late.revisions()).as("those keys are given up for good").containsExactly(newest + 1);
    }

    @Test
    void makesKeyOutOfTurnAndLosesNothing() throws IOException {
        var a = started();
        var before = a.sealing();
        assertThat(a.node.rotateNow(false)).isEqualTo(2);
        fleet.pass(LEAD.minus(POLL));
        assertThat(a.sealing()).isEqualTo(before);
        fleet.pass(SETTLE);
        assertThat(a.current().revision()).isEqualTo(2);
        assertThat(a.names()).contains(before);
    }

    @Test
    void joinerTakesTheKeyThatTheOthersSealWith() {
        var a = started();
        untilRevisions(a, 2L, 1L);
        var late = fleet.join();
        fleet.pass(SETTLE.plus(POLL));
        assertThat(late.current().revision())
                .as("the next key is settled, and too young")
                .isEqualTo(1);
        assertThat(late.sealing()).isEqualTo(a.sealing());
    }

    @Test
    void makesNoKeyWhereItCannotReadTheOthers() {
        started();
        var value = fleet.store.value();
        var stranger = fleet.join(FleetSecrets.of(TestFleet.secret(2)));
        fleet.pass(SETTLE);
        assertThat(stranger.revisions()).isEmpty();
        assertThat(stranger.mode()).isEqualTo(FleetMode.STARTING);
        assertThat(fleet.store.value()).isEqualTo(value);
    }

    @Test
    void leavesValueThatIsNotOursAlone() {
        fleet.store.set("somebody's settings".getBytes(StandardCharsets.US_ASCII));
        var server = fleet.join();
        fleet.pass(SETTLE);
        assertThat(server.revisions()).isEmpty();
        assertThat(fleet.store.value()).asString().isEqualTo("somebody's settings");
        assertThat(server.node.status().refused()).singleElement().asString().contains("not a fleet's");
    }

    @Test
    void replacesValueThatWasOursBefore() {
        var server = started();
        fleet.store.set(new byte[] {1, 2, 3});
        fleet.pass(POLL);
        var late = fleet.join();
        late.node.poll();
        assertThat(late.revisions()).isEqualTo(server.revisions());
    }

    @Test
    void changesOverToAnotherSecretWithoutLosingAKey() {
        var one = TestFleet.secret(1);
        var two = TestFleet.secret(2);
        var before = fleet.join(FleetSecrets.of(two, one)); // seals under the old one, opens both
        fleet.pass(SETTLE.plus(POLL));
        var after = fleet.join(FleetSecrets.of(TestFleet.secret(1), TestFleet.secret(2)));
        fleet.pass(SETTLE.plus(POLL));
        assertThat(after.sealing()).isEqualTo(before.sealing());
        before.leave();
        fleet.pass(ROTATION.plus(SETTLE)); // The next write wraps all keys anew.
        var last = fleet.join(FleetSecrets.of(TestFleet.secret(2)));
        fleet.pass(SETTLE.plus(POLL));
        assertThat(last.revisions()).isEqualTo(after.revisions());
        assertThat(last.sealing()).isEqualTo(after.sealing());
    }

    @Test
    void agesKeysOnWhenTheWallClockIsSetBack() {
        var server = started();
        fleet.clocks.setWallForward(-Duration.ofDays(30).toSeconds());
        fleet.pass(ROTATION.plus(LEAD).plus(SETTLE.multipliedBy(3)));
        assertThat(server.current().revision()).isEqualTo(2);
    }

    @Test
    void remembersNoMoreThanItsRecords() {
        var server = started();
        for (int hour = 0; hour < 24 * 7; hour++) {
            fleet.pass(ROTATION);
            assertThat(server.revisions().size()).isLessThanOrEqualTo(5);
            assertThat(fleet.store.value().length).isLessThan(1000);
        }
        assertThat(server.node.placements().size()).isLessThanOrEqualTo(5);
    }

    @Test
    void opensNothingAndSealsNothingAfterClosing() {
        var server = started();
        var keys = server.node.placements();
        server.node.close();
        assertThat(keys)
                .allMatch(
                        placement -> placement.key().closed() && placement.key().blank());
        assertThat(server.node.placements()).isEmpty();
        assertThat(server.node.poll()).isTrue();
        assertThat(server.node.placements()).isEmpty();
    }

    private TestFleet.Member started() {
        var server = fleet.join();
        fleet.poll();
        fleet.pass(SETTLE);
        assertThat(server.mode()).isEqualTo(FleetMode.SHARED);
        return server;
    }

    private void untilRevisions(TestFleet.Member server, Long... revisions) {
        for (int polls = 0; !server.revisions().equals(List.of(revisions)); polls++) {
            assertThat(polls).as("polls until there is a new key").isLessThan(300);
            fleet.pass(POLL);
        }
    }

    private void passDays(int days) {
        for (int hour = 0; hour < 24 * days; hour++) {
            fleet.passUnread(Duration.ofHours(1));
        }
    }
}
