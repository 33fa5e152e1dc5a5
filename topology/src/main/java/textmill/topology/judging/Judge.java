package textmill.topology.judging;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import textmill.runtime.task.Task;
import textmill.topology.anomaly.Assessment;
import textmill.topology.anomaly.Evidence;
import textmill.topology.anomaly.Feedback;
import textmill.topology.anomaly.Verdict;
import textmill.topology.config.KeySource;
import textmill.topology.deadletter.FailedException;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Origin;
import textmill.topology.deadletter.Reason;
import textmill.topology.decode.Decoded;
import textmill.topology.delivery.Follower;
import textmill.topology.delivery.Output;
import textmill.topology.judging.JudgingCounters.FeedbackKind;
import textmill.topology.judging.JudgingCounters.Kind;
import textmill.topology.result.AnomalyRecords;
import textmill.topology.result.ResultTypes;
import textmill.topology.topics.RecordSize;

/** Judges the texts of one processor, each by those before it. Used by the stream thread only. */
final class Judge implements Follower {
    /** Passed on it must fit whatever limits its topic and the producer have: under exactly-once a refused record ends the thread. */
    private static final long MOST_FEEDBACK_BYTES = 64 << 10;

    private final Setup setup;
    private final KeptStates states;
    private int keys;

    /**
     * What judges of a pipeline share.
     *
     * @param key what tells texts apart
     * @param tasks by whose results texts are judged
     * @param outlets where judgements go
     * @param feedbackPartitions of the topic of feedback; 0 if there is none or they are not known
     * @param counters how texts were judged
     */
    record Setup(
            KeySource key,
            List<Task> tasks,
            JudgementOutlets outlets,
            int feedbackPartitions,
            JudgingCounters counters) {}

    Judge(Setup setup, KeptStates states) {
        this.setup = setup;
        this.states = states;
        countKeys();
    }

    @Override
    public Remarks on(Output.Computed computed) {
        Decoded.Text seen = computed.seen();
        if (seen == null) {
            throw new IllegalStateException("the text of " + computed.origin() + " was not kept");
        }
        StreamKey key = states.streamOf(StreamKey.of(setup.key, computed));
        KeptState kept = states.of(key);
        Evidence evidence =
                ResultTypes.evidence(seen.text(), setup.tasks, computed.text().results());
        Assessment assessment = kept.state().assess(evidence, computed.origin());
        AnomalyRecords.Place place = new AnomalyRecords.Place(
                computed.origin(), key.name(), key.shared(), kept.state().texts());
        List<Output> outputs = new ArrayList<>(setup.outlets.judgement(place, assessment.verdict(), computed));
        KeptState.Reset reset = kept.reset();
        if (reset != null) {
            outputs.addAll(setup.outlets.reset(place, reset));
        }
        return new Remarks(outputs, assessment.verdict(), () -> {
            kept.learn(assessment.lesson());
            states.learnt(key, kept);
            count(assessment.verdict(), reset != null);
        });
    }

    private void count(Verdict verdict, boolean reset) {
        setup.counters.text(kind(verdict));
        setup.counters.drifts(verdict.drifts().size());
        if (reset) {
            setup.counters.reset();
        }
        countKeys();
    }

    private void countKeys() {
        setup.counters.keys(states.size() - keys);
        keys = states.size();
    }

    private static Kind kind(Verdict verdict) {
        Verdict.Repeat repeat = verdict.repeat();
        if (verdict.warming()) {
            return Kind.WARMING;
        } else if (repeat != null) {
            return repeat.isFine() ? Kind.FINE : Kind.REPEAT;
        }
        return verdict.alarm() ? Kind.ALARM : Kind.USUAL;
    }

    @Override
    public Reply take(Record<byte[], byte[]> record, Origin origin) {
        long bytes = RecordSize.of(record.key(), record.value(), record.headers());
        if (bytes > MOST_FEEDBACK_BYTES) {
            return unreadable(Failure.of(
                    Reason.FEEDBACK_UNREADABLE,
                    "the record takes " + bytes + " bytes, feedback takes " + MOST_FEEDBACK_BYTES + " at most"));
        }
        Feedback feedback;
        try {
            feedback = FeedbackRecord.read(record.value());
        } catch (FailedException e) {
            return unreadable(e.failure());
        }
        int wanted = feedback.origin().partition();
        if (wanted == origin.partition()) {
            learn(feedback);
            return new Reply.Taken();
        } else if (wanted < 0 || wanted >= setup.feedbackPartitions) {
            return unreadable(Failure.of(
                    Reason.FEEDBACK_UNREADABLE,
                    "partition " + wanted + ": the topic of feedback has " + setup.feedbackPartitions));
        }
        setup.counters.feedback(FeedbackKind.PASSED_ON, 1);
        return new Reply.PassOn();
    }

    private Reply unreadable(Failure failure) {
        setup.counters.feedback(FeedbackKind.UNREADABLE, 1);
        return new Reply.Unreadable(failure);
    }

    private void learn(Feedback feedback) {
        KeptState kept = states.remembering(feedback.origin());
        if (kept == null) {
            setup.counters.feedback(FeedbackKind.UNKNOWN, 1);
            return;
        }
        kept.learn(feedback);
        setup.counters.feedback(feedback.fine() ? FeedbackKind.FINE : FeedbackKind.RIGHT, 1);
    }

    @Override
    public void close() {
        setup.counters.keys(-keys);
        keys = 0;
    }
}
