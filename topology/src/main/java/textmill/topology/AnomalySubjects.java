package textmill.topology;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import textmill.topology.config.AnomalyPlan;
import textmill.topology.config.PipelineConfig;
import textmill.topology.result.AnomalyRecords;

/** What stands in the topics of a pipeline that judges its texts. */
final class AnomalySubjects {
    private AnomalySubjects() {}

    /** A valid record by topic; empty if the pipeline judges nothing. */
    static Map<String, SpecificRecord> of(PipelineConfig pipeline) {
        Map<String, SpecificRecord> subjects = new LinkedHashMap<>();
        pipeline.anomalies().map(AnomalyPlan::topics).ifPresent(topics -> {
            subjects.put(topics.judgements(), AnomalyRecords.emptyJudgement());
            topics.alarms().ifPresent(topic -> subjects.put(topic, AnomalyRecords.emptyJudgement()));
            topics.drift().ifPresent(topic -> subjects.put(topic, AnomalyRecords.emptyDrift()));
        });
        return subjects;
    }
}
