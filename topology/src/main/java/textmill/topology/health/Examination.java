package textmill.topology.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import textmill.runtime.engine.EngineStatistics;

/** Turns what was seen into findings, and remembers since when each has held. Used by one thread. */
final class Examination {
    /** Key of the finding that records wait and nothing of them is committed. */
    static final String STALLED = "stalled";
    /** Key of the finding that states are being restored. */
    static final String RESTORE = "restore";

    private final HealthSettings settings;
    private final Calls calls;
    private final Backlog backlog;
    private final RestoreProgress restore = new RestoreProgress();
    private final Map<String, Long> firstSeen = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private long engineDone = -1;
    private long engineMovedNanos;
    private long nowNanos;
    private long askedNanos;
    private long beganNanos = Long.MIN_VALUE;
    private long waitedNanos = Long.MIN_VALUE;

    Examination(HealthSettings settings, Calls calls, Backlog backlog) {
        this.settings = settings;
        this.calls = calls;
        this.backlog = backlog;
    }

    /**
     * The times of a look.
     *
     * @param askedNanos before the first question; whether something has lasted too long is judged by it
     * @param nowNanos after the last answer; what is new counts from it
     */
    record Times(long askedNanos, long nowNanos) {}

    /** All that is wrong now, plain causes first. */
    List<Finding> of(Snapshot snapshot, Set<TopicPartition> ours, Watched app, Times times) {
        nowNanos = times.nowNanos;
        askedNanos = times.askedNanos;
        findings.clear();
        settings.topics().inputs().forEach(name -> topic(name, snapshot, AclOperation.READ));
        settings.topics().outputs().forEach(name -> topic(name, snapshot, AclOperation.WRITE));
        snapshot.group().ifPresent(trouble -> add("group", trouble, true));
        boolean engineStands = engineStands(app.engine());
        boolean waits = engineStands || app.waitsFor().isPresent();
        if (waits) {
            waitedNanos = nowNanos;
        }
        call();
        restore.look(app.restores(), snapshot, nowNanos);
        restore();
        backlog(ours, waits);
        firstSeen.keySet().removeIf(key -> findings.stream()
                .noneMatch(found -> found.key().equals(key)));
        return List.copyOf(findings);
    }

    /** Nothing counts from before this moment: the brokers were away. */
    void restart(long now) {
        beganNanos = now;
        engineMovedNanos = now;
        restore.restart(now);
        firstSeen.clear();
    }

    private void add(String key, String what, boolean lasting) {
        findings.add(new Finding(key, what, firstSeen.computeIfAbsent(key, unused -> nowNanos), lasting));
    }

    private void addSince(String key, String what, long heldSinceNanos, boolean lasting) {
        long sinceNanos = Math.max(beganNanos, heldSinceNanos);
        firstSeen.put(key, sinceNanos);
        findings.add(new Finding(key, what, sinceNanos, lasting));
    }

    private void topic(String name, Snapshot snapshot, AclOperation needed) {
        Snapshot.Topic topic = snapshot.topics().getOrDefault(name, Snapshot.Topic.missing());
        if (!topic.exists()) {
            add(Finding.NO_TOPIC + name, "topic " + name + " does not exist: create it again", true);
        } else if (topic.refusal().isPresent()
                || (!topic.allowed().isEmpty() && !topic.allowed().contains(needed))) {
            add(
                    Finding.NO_RIGHT + name,
                    "the right to " + needed + " topic " + name + " is missing: grant it again",
                    true);
        }
        if (!topic.leaderless().isEmpty()) {
            add("leader " + name, "topic " + name + " has no leader for partitions " + topic.leaderless(), false);
        }
    }

    /** True if the engine has texts and answers none: its own watchdog, request.timeout.ms, ends that. */
    private boolean engineStands(EngineStatistics engine) {
        long done = engine.texts() + engine.failures();
        if (done != engineDone || engine.inFlightTexts() == 0) {
            engineDone = done;
            engineMovedNanos = nowNanos;
        }
        boolean stands = isOver(settings.limits().ready(), engineMovedNanos);
        if (stands) {
            addSince(
                    "engine",
                    "the engine has answered for none of " + engine.inFlightTexts() + " texts",
                    engineMovedNanos,
                    false);
        }
        return stands;
    }

    private void call() {
        Optional<Calls.Standing> standing =
                calls.longest().filter(call -> isOver(settings.limits().ready(), call.sinceNanos()));
        standing.ifPresent(call -> addSince(
                "call " + call.thread(),
                call.thread() + " has not come back from " + call.call(),
                call.sinceNanos(),
                true));
    }

    private void restore() {
        if (!restore.isOpen() || !isOver(settings.limits().ready(), restore.beganNanos())) {
            return;
        }
        long standsNanos = askedNanos - restore.movedNanos();
        String stands = standsNanos < settings.limits().ready().toNanos()
                ? ""
                : ", and nothing has come for " + Duration.ofNanos(standsNanos).toSeconds() + " s";
        addSince(RESTORE, restore + stands, restore.beganNanos(), false);
    }

    private void backlog(Set<TopicPartition> ours, boolean waits) {
        OptionalLong since = since(backlog.stalledSince(ours), waits);
        if (since.isPresent() && isOver(settings.limits().ready(), since.getAsLong())) {
            addSince(
                    STALLED,
                    backlog.waiting(ours) + " records of "
                            + String.join(", ", settings.topics().inputs())
                            + " wait, and nothing of them has been committed",
                    since.getAsLong(),
                    !waits);
            return;
        }
        for (Backlog.Lag lag : backlog.lags(ours)) {
            OptionalLong alone = since(backlog.stalledSince(lag.partition()), waits);
            if (alone.isPresent() && isOver(settings.limits().live(), alone.getAsLong())) {
                addSince(
                        "stalled " + lag.partition(),
                        lag.records() + " records of " + lag.partition()
                                + " wait while those of other partitions go on",
                        alone.getAsLong(),
                        false);
            }
        }
    }

    /** Nothing could be committed while states were restored, nor before what was waited for came. */
    private OptionalLong since(OptionalLong stalledNanos, boolean waits) {
        if (stalledNanos.isEmpty()) {
            return stalledNanos;
        }
        long moved = Math.max(stalledNanos.getAsLong(), restore.movedNanos());
        return OptionalLong.of(waits ? moved : Math.max(moved, waitedNanos));
    }

    private boolean isOver(Duration limit, long sinceNanos) {
        return askedNanos - sinceNanos >= limit.toNanos();
    }
}
