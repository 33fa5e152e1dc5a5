package textmill.topology.judging;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import textmill.topology.anomaly.Drift;
import textmill.topology.anomaly.Verdict;
import textmill.topology.decode.Decoded;
import textmill.topology.delivery.Output;
import textmill.topology.result.AnomalyRecords;
import textmill.topology.result.AnomalyRecords.Place;
import textmill.topology.result.ResultSerializer;

/** Which record goes where. Used by many threads. */
final class JudgementOutlets {
    private static final int TENFOLD = 10;

    private final Places places;
    private final AnomalyRecords records;
    private final ResultSerializer serializer;
    private final boolean withText;

    /**
     * Topics.
     *
     * @param judgements for every text
     * @param alarms for alarms alone, or null
     * @param drift for changes of streams, or null
     */
    record Places(
            Output judgements,
            @Nullable Output alarms,
            @Nullable Output drift) {
        /** All but that for every text. */
        List<Output> occasional() {
            List<Output> outputs = new ArrayList<>();
            if (alarms != null) {
                outputs.add(alarms);
            }
            if (drift != null) {
                outputs.add(drift);
            }
            return outputs;
        }
    }

    /** @param withText whether records carry the text */
    JudgementOutlets(Places places, AnomalyRecords records, ResultSerializer serializer, boolean withText) {
        this.places = places;
        this.records = records;
        this.serializer = serializer;
        this.withText = withText;
    }

    /** What a verdict gives. */
    List<Output> judgement(Place place, Verdict verdict, Output.Computed computed) {
        Decoded.Text seen = computed.seen();
        var record = records.judgement(
                place, verdict, computed.text().flags().truncated(), withText && seen != null ? seen.text() : null);
        Value judgement = (topic, headers) -> serializer.serialize(topic, headers, record);
        List<Output> outputs = new ArrayList<>(1);
        outputs.add(with(places.judgements, judgement));
        if (places.alarms != null && (verdict.alarm() || isRoundCount(verdict.repeat()))) {
            outputs.add(with(places.alarms, judgement));
        }
        if (places.drift != null) {
            for (Drift drift : verdict.drifts()) {
                outputs.add(with(
                        places.drift,
                        (topic, headers) -> serializer.serialize(topic, headers, records.drift(place, drift))));
            }
        }
        return outputs;
    }

    /** An alarm that goes on is told again, ever more rarely. */
    private static boolean isRoundCount(Verdict.@Nullable Repeat repeat) {
        int left = repeat == null ? 0 : repeat.count();
        while (left > TENFOLD && left % TENFOLD == 0) {
            left /= TENFOLD;
        }
        return left == TENFOLD;
    }

    /** What a calibration that begins anew gives. */
    List<Output> reset(Place place, KeptState.Reset reset) {
        return places.drift == null
                ? List.of()
                : List.of(with(
                        places.drift,
                        (topic, headers) -> serializer.serialize(
                                topic, headers, records.reset(place, reset.what(), reset.before(), reset.after()))));
    }

    /** The bytes of a record: what kind of record it is only the package of results knows. */
    private interface Value {
        byte[] of(String topic, Headers headers);
    }

    private static Output with(Output to, Value value) {
        return new Output(
                to.name(), to.sink(), to.topic(), to.facts(), (computed, headers) -> value.of(to.topic(), headers));
    }
}
