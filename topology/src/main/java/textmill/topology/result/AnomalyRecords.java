package textmill.topology.result;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import textmill.events.AnomalyModel;
import textmill.events.AnomalyNeighbour;
import textmill.events.AnomalyPart;
import textmill.events.AnomalyResemblance;
import textmill.events.AnomalySpan;
import textmill.events.StreamDrift;
import textmill.events.TextAnomaly;
import textmill.topology.anomaly.Drift;
import textmill.topology.anomaly.Verdict;
import textmill.topology.deadletter.Origin;

/** Verdicts and changes of streams as Avro records. Used by many threads. */
public final class AnomalyRecords {
    private final List<AnomalyModel> models;
    private final double alarmRate;

    /**
     * @param models by what texts are judged
     * @param alarmRate wanted share of alarms
     */
    public AnomalyRecords(List<Model> models, double alarmRate) {
        this.models = models.stream()
                .map(model -> new AnomalyModel(model.task, model.model, model.fingerprint))
                .toList();
        this.alarmRate = alarmRate;
    }

    /**
     * A task by whose results texts are judged.
     *
     * @param task its name
     * @param model name of its model
     * @param fingerprint of its model
     */
    public record Model(String task, String model, String fingerprint) {}

    /**
     * Which text, of whose stream.
     *
     * @param origin where it was read
     * @param key of its stream, or null
     * @param shared whether the stream is that of several keys
     * @param texts so many were learnt before it
     */
    public record Place(Origin origin, @Nullable String key, boolean shared, long texts) {}

    /**
     * The record of a text.
     *
     * @param truncated whether its end was not seen
     * @param text the text, or null if the record is not to carry it
     */
    public SpecificRecord judgement(Place place, Verdict verdict, boolean truncated, @Nullable String text) {
        Origin origin = place.origin;
        return new TextAnomaly(
                origin.topic(),
                origin.partition(),
                origin.offset(),
                models,
                truncated,
                place.key,
                place.shared,
                place.texts,
                verdict.p(),
                verdict.score(),
                verdict.threshold(),
                alarmRate,
                verdict.alarm(),
                verdict.warming(),
                parts(verdict),
                verdict.spans().stream()
                        .map(span -> new AnomalySpan(span.start(), span.end(), span.probability()))
                        .toList(),
                nearest(verdict),
                resemblance(verdict.repeat()),
                text);
    }

    private static List<AnomalyPart> parts(Verdict verdict) {
        return verdict.parts().stream()
                .map(part -> new AnomalyPart(part.part().text(), part.value(), part.p()))
                .toList();
    }

    private static List<AnomalyNeighbour> nearest(Verdict verdict) {
        return verdict.nearest().stream()
                .map(near -> new AnomalyNeighbour(
                        near.origin().topic(),
                        near.origin().partition(),
                        near.origin().offset(),
                        near.distance()))
                .toList();
    }

    private static @Nullable AnomalyResemblance resemblance(Verdict.@Nullable Repeat repeat) {
        return repeat == null
                ? null
                : new AnomalyResemblance(
                        repeat.origin().topic(),
                        repeat.origin().partition(),
                        repeat.origin().offset(),
                        repeat.count(),
                        repeat.isFine());
    }

    /** The record of a change that a text completed. */
    public SpecificRecord drift(Place place, Drift drift) {
        return new StreamDrift(
                place.origin.topic(),
                place.origin.partition(),
                place.origin.offset(),
                place.key,
                place.shared,
                drift.measure().text(),
                drift.index(),
                drift.before(),
                drift.after(),
                place.texts);
    }

    /**
     * The record of a change that begins a calibration anew.
     *
     * @param what is measured by now: models or settings
     */
    public SpecificRecord reset(Place place, String what, String before, String after) {
        return new StreamDrift(
                place.origin.topic(),
                place.origin.partition(),
                place.origin.offset(),
                place.key,
                place.shared,
                what,
                0.0,
                before,
                after,
                place.texts);
    }

    /** A valid judgement that says nothing. */
    public static SpecificRecord emptyJudgement() {
        return new TextAnomaly(
                "", 0, 0L, List.of(), false, null, false, 0L, 1.0, 0.0, 0.0, 0.0, false, true, List.of(), List.of(),
                List.of(), null, null);
    }

    /** A valid change that says nothing. */
    public static SpecificRecord emptyDrift() {
        return new StreamDrift("", 0, 0L, null, false, "", 0.0, "", "", 0L);
    }
}
