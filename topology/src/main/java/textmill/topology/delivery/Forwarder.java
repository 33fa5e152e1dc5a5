package textmill.topology.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.schema.registry.RegistryRefusedException;
import textmill.topology.anomaly.Verdict;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.deadletter.FailedException;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;
import textmill.topology.deadletter.Reason;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.topics.RecordSize;
import textmill.topology.topics.TopicFacts;

/**
 * Turns an ending into output records and forwards them: all or, as one dead letter, none. Whatever a broker would refuse
 * is found before the first of them is forwarded, because under exactly-once a refused record cannot be rescued.
 */
final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    private final Set<String> warnedOf = ConcurrentHashMap.newKeySet();
    private final Outlets outlets;
    private final List<Output> outputs;
    private final KeepPartition partitions;
    private final RegistryCondition registry;
    private final Clock clock;
    private volatile Onlooker onlooker = Onlooker.NONE;

    Forwarder(Outlets outlets, KeepPartition partitions, RegistryCondition registry, Clock clock) {
        this.outlets = outlets;
        this.outputs = outlets.outputs();
        this.partitions = partitions;
        this.registry = registry;
        this.clock = clock;
    }

    /** Tells somebody of what is forwarded from now on. */
    void showTo(Onlooker looksOn) {
        onlooker = looksOn;
    }

    /** Takes what is forwarded. */
    @FunctionalInterface
    interface Target {
        /** One record for the sink of that name. */
        void forward(Record<byte[], byte[]> record, String sink);
    }

    /**
     * Forwards what a record ended with.
     *
     * @param follower learns of a record that was computed, or null
     * @return the ending that was forwarded, a dead letter if the results do not fit their topics; null if the schema
     *     registry is needed and does not answer, then nothing was forwarded
     */
    @Nullable
    Ending forward(Target target, @Nullable Follower follower, InFlight inFlight, Ending ending) {
        Plan plan;
        try {
            plan = plan(follower, inFlight, ending);
            if (plan.ending instanceof Ending.Results) {
                registry.met(RegistryCondition.Need.WRITING);
            }
        } catch (RetriableException e) {
            registry.unmet(RegistryCondition.Need.WRITING, e.getMessage());
            return null;
        }
        partitions.nextIsFrom(inFlight.origin);
        send(target, inFlight.origin, plan);
        show(inFlight, plan);
        return plan.ending;
    }

    private void show(InFlight inFlight, Plan plan) {
        if (plan.ending instanceof Ending.Results results) {
            onlooker.computed(inFlight.record, inFlight.origin, results.success(), plan.verdict);
        } else if (plan.ending instanceof Ending.DeadLetter deadLetter) {
            onlooker.failed(inFlight.record, inFlight.origin, deadLetter.failure());
        }
    }

    private static void send(Target target, Origin origin, Plan plan) {
        try {
            plan.learn.run();
            plan.steps.forEach(step -> target.forward(step.record, step.sink));
        } catch (TimeoutException e) {
            // Kafka Streams would close this task alone and commit the transaction with half of the outputs in it.
            throw new StreamsException("Kafka did not take the outputs of " + origin + " in time", e);
        }
    }

    /** Forwards a record that somebody follows by as it is, or a dead letter of it if its topic does not take it. */
    void passOn(Target target, Record<byte[], byte[]> record, Origin origin, Following.OwnTopic to) {
        try {
            TopicFacts facts = to.facts().get();
            refuse(record, to.topic(), facts);
            refuseSize(RecordSize.of(record.key(), record.value(), record.headers()), "feedback", to.topic(), facts);
        } catch (FailedException e) {
            refuse(target, record, origin, e.failure());
            return;
        }
        send(target, origin, new Plan(new Ending.Skip(), List.of(new Step(to.sink(), record))));
    }

    /** Forwards a dead letter of a record that is no text. */
    void refuse(Target target, Record<byte[], byte[]> record, Origin origin, Failure failure) {
        partitions.nextIsFrom(origin);
        send(target, origin, deadLetter(record, origin, failure));
        onlooker.failed(record, origin, failure);
    }

    private Plan plan(@Nullable Follower follower, InFlight inFlight, Ending ending) {
        if (ending instanceof Ending.Skip) {
            return new Plan(ending, List.of());
        } else if (ending instanceof Ending.DeadLetter deadLetter) {
            return deadLetter(inFlight.record, inFlight.origin, deadLetter.failure());
        }
        try {
            if (ending instanceof Ending.Results results) {
                return computed(
                        follower,
                        results,
                        new Output.Computed(
                                inFlight.record, inFlight.origin, results.success(), results.read(), inFlight.seen()));
            }
            List<Step> steps = new ArrayList<>();
            // Without a follower nobody judges, and nobody reads or writes the topic of what is judged.
            List<Output> passing = follower == null ? outputs : outlets.passingTombstones();
            passing.forEach(output -> steps.add(tombstone(inFlight.record, output)));
            return new Plan(ending, steps);
        } catch (FailedException e) {
            return deadLetter(inFlight.record, inFlight.origin, e.failure());
        }
    }

    private Plan computed(@Nullable Follower follower, Ending ending, Output.Computed computed) {
        List<Step> steps = new ArrayList<>(outputs.size());
        for (Output output : outputs) {
            for (Output.Maker maker : output.maker().parts(computed)) {
                add(steps, result(computed, output, maker));
            }
        }
        if (follower == null) {
            return new Plan(ending, steps);
        }
        Follower.Remarks remarks = follower.on(computed);
        for (Output output : remarks.outputs()) {
            add(steps, result(computed, output, output.maker()));
        }
        return new Plan(ending, steps, remarks.verdict(), remarks.learn());
    }

    private static void add(List<Step> steps, @Nullable Step step) {
        if (step != null) {
            steps.add(step);
        }
    }

    private Plan deadLetter(Record<byte[], byte[]> record, Origin origin, Failure failure) {
        Record<byte[], byte[]> letter = outlets.deadLetters().letters().of(record, origin, failure);
        return new Plan(
                new Ending.DeadLetter(failure),
                List.of(new Step(outlets.deadLetters().sink(), letter)));
    }

    /** Throws unless the topic takes a record of this key and timestamp. */
    private void refuse(Record<byte[], byte[]> record, String topic, TopicFacts facts) {
        byte[] key = record.key();
        if (facts.keyRequired() && key == null) {
            throw new FailedException(
                    Failure.of(Reason.KEY_MISSING, "the record has no key and topic " + topic + " is compacted"));
        }
        if (!facts.takesTimestamp(record.timestamp(), clock.millis())) {
            throw new FailedException(Failure.of(
                    Reason.TIMESTAMP_OUT_OF_RANGE,
                    "topic " + topic + " does not take timestamp " + record.timestamp()));
        }
    }

    private static void refuseSize(long bytes, String name, String topic, TopicFacts facts) {
        if (bytes > facts.maxRecordBytes()) {
            throw new FailedException(Failure.of(
                    Reason.OUTPUT_TOO_LARGE,
                    name + ": the result takes " + bytes + " bytes, topic " + topic + " takes "
                            + facts.maxRecordBytes()));
        }
    }

    /** Once for each topic: whoever replays a year's texts has many of them. */
    private void warnOfRetention(long timestamp, Output outlet, TopicFacts facts) {
        long now = clock.millis();
        if (!facts.keepsTimestamp(timestamp, now) && warnedOf.add(outlet.topic())) {
            LOG.warn(
                    "Results go to topic {} with the time of their input, which is {} hours ago, and the topic keeps"
                            + " records for {} hours: they will be removed soon. Raise its retention.ms, or set its"
                            + " message.timestamp.type to LogAppendTime.",
                    outlet.topic(),
                    TimeUnit.MILLISECONDS.toHours(now - timestamp),
                    TimeUnit.MILLISECONDS.toHours(facts.retentionMs()));
        }
    }

    private Step tombstone(Record<byte[], byte[]> record, Output outlet) {
        refuse(record, outlet.topic(), outlet.facts().get());
        return new Step(outlet.sink(), record.withValue(tombstone()).withHeaders(headers(record)));
    }

    /** Null if the record does not go to this topic. */
    private @Nullable Step result(Output.Computed computed, Output outlet, Output.Maker maker) {
        Record<byte[], byte[]> record = computed.record();
        Headers headers = headers(record);
        byte[] value = make(computed, headers, outlet, maker);
        if (value == null) {
            return null;
        }
        TopicFacts facts = outlet.facts().get();
        refuse(record, outlet.topic(), facts);
        warnOfRetention(record.timestamp(), outlet, facts);
        refuseSize(RecordSize.of(record.key(), value, headers), outlet.name(), outlet.topic(), facts);
        return new Step(outlet.sink(), record.withValue(value).withHeaders(headers));
    }

    /** A copy of the record's; the pipeline's name is the last one's that read the record. */
    private Headers headers(Record<byte[], byte[]> record) {
        Headers headers = new RecordHeaders(record.headers());
        if (!outlets.pipeline().isEmpty()) {
            headers.remove(ErrorHeaders.PIPELINE);
            headers.add(ErrorHeaders.PIPELINE, outlets.pipeline().getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static byte @Nullable [] make(
            Output.Computed computed, Headers headers, Output outlet, Output.Maker maker) {
        try {
            return maker.make(computed, headers);
        } catch (RetriableException | FailedException e) {
            throw e;
        } catch (RegistryRefusedException e) {
            // Every other result would meet the same: to make dead letters of them all would help nobody.
            throw new StreamsException("the schema registry refuses the schema of topic " + outlet.topic(), e);
        } catch (RuntimeException e) {
            throw new FailedException(
                    new Failure(Reason.UNWRITABLE, outlet.name() + ": the result cannot be serialised", e));
        }
    }

    @SuppressWarnings("NullAway") // Kafka's own API is not annotated: a tombstone is a null value
    private static byte[] tombstone() {
        return null;
    }

    /**
     * @param verdict how unusual the text is, if somebody follows
     * @param learn has whoever follows learn of the record
     */
    private record Plan(
            Ending ending, List<Step> steps, @Nullable Verdict verdict, Runnable learn) {
        Plan(Ending ending, List<Step> steps) {
            this(ending, steps, null, () -> {});
        }
    }

    private record Step(String sink, Record<byte[], byte[]> record) {}
}
