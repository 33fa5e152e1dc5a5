package textmill.topology.reembed;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import textmill.topology.config.DeadLetterKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.PipelineKeys;
import textmill.topology.config.TextmillConfig;

/** Settings that have the pipelines of a configuration write elsewhere, and be nobody of its groups. */
public final class NewTopics {
    private static final String JOB = "-reembed";

    private NewTopics() {}

    /**
     * What to put in place of a configuration's own settings: each output topic with the suffix behind its name, and an
     * application id for the job.
     */
    public static Map<String, String> settings(TextmillConfig live, String suffix) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (PipelineConfig pipeline : live.pipelines()) {
            settings.put(pipeline.nameOf(PipelineKeys.APPLICATION_ID), group(pipeline.applicationId(), suffix));
            pipeline.outputTopics().forEach((key, topic) -> settings.put(key, topic + suffix));
            settings.put(pipeline.nameOf(DeadLetterKeys.TOPIC), pipeline.deadLetterTopic() + suffix);
        }
        return settings;
    }

    /** The group that keeps a job's progress: nobody ever joins it. */
    public static String group(String applicationId, String suffix) {
        return applicationId + JOB + suffix;
    }

    /** The topics that a configuration reads or writes. */
    static Set<String> of(TextmillConfig config) {
        Set<String> topics = new LinkedHashSet<>();
        for (PipelineConfig pipeline : config.pipelines()) {
            topics.addAll(pipeline.inputTopics());
            topics.addAll(pipeline.outputTopics().values());
            topics.add(pipeline.deadLetterTopic());
        }
        return topics;
    }
}
