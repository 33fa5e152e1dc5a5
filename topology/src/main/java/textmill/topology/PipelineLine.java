package textmill.topology;

import java.util.ArrayList;
import java.util.List;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TaskSettings;

/** The line that tells a reader of the log what a pipeline reads, computes and writes. */
final class PipelineLine {
    private PipelineLine() {}

    static String of(PipelineConfig pipeline) {
        return (pipeline.isNamed() ? "Pipeline " + pipeline.name() : "The pipeline")
                + " of application " + pipeline.applicationId()
                + " reads " + String.join(", ", pipeline.inputTopics())
                + ", " + work(pipeline)
                + ", dead letters to " + pipeline.deadLetterTopic();
    }

    private static String work(PipelineConfig pipeline) {
        List<String> work = new ArrayList<>();
        for (TaskSettings task : pipeline.tasks()) {
            work.add("computes " + task.name() + " to " + task.topic());
            task.routes().forEach(route -> work.add("routes " + route.name() + " to " + route.topic()));
        }
        pipeline.redaction().ifPresent(settings -> work.add("redacts to " + settings.topic()));
        pipeline.anomalies()
                .ifPresent(plan -> work.add("judges to " + plan.topics().judgements()));
        return String.join(", ", work);
    }
}
