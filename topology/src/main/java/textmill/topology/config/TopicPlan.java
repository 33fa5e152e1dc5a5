package textmill.topology.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds topics that cannot serve all that they are meant for: read twice by one application, written by what cannot share
 * them, or part of a circle. Pipelines may share a dead-letter topic, and a topic of results of one kind.
 */
final class TopicPlan {
    private final List<PipelineConfig> pipelines;
    private final Collection<String> problems;

    TopicPlan(List<PipelineConfig> pipelines, Collection<String> problems) {
        this.pipelines = pipelines.stream().filter(PipelineConfig::isWhole).toList();
        this.problems = problems;
    }

    void check() {
        pipelines.forEach(this::within);
        for (int i = 0; i < pipelines.size(); i++) {
            for (int j = i + 1; j < pipelines.size(); j++) {
                between(pipelines.get(i), pipelines.get(j));
            }
        }
        circles();
    }

    /** Every topic of one pipeline has one purpose. */
    private void within(PipelineConfig pipeline) {
        Map<String, String> purposes = new HashMap<>();
        String input = pipeline.nameOf(InputKeys.TOPICS);
        pipeline.inputTopics().forEach(topic -> purposes.put(topic, input));
        Map<String, String> outputs = new LinkedHashMap<>();
        outputs.put(pipeline.nameOf(DeadLetterKeys.TOPIC), pipeline.deadLetterTopic());
        outputs.putAll(pipeline.outputTopics());
        pipeline.feedbackTopic().ifPresent(topic -> outputs.put(pipeline.nameOf(AnomalyKeys.FEEDBACK_TOPIC), topic));
        outputs.forEach((key, topic) -> {
            String other = purposes.putIfAbsent(topic, key);
            if (other != null) {
                problems.add(other + " and " + key + " are both " + topic + ": each needs a topic of its own.");
            }
        });
    }

    private void between(PipelineConfig one, PipelineConfig other) {
        if (one.applicationId().equals(other.applicationId())) {
            for (String topic : one.inputTopics()) {
                if (other.inputTopics().contains(topic)) {
                    problems.add("Pipelines " + one.name() + " and " + other.name() + " both read topic " + topic
                            + " in application " + one.applicationId()
                            + ": give its tasks to one of them, or give one of them an application.id of its own.");
                }
            }
            feeds(one, other);
            feeds(other, one);
        }
        letters(one, other);
        letters(other, one);
        feedback(one, other);
        feedback(other, one);
    }

    /** Feedback is for the alarms of one pipeline: it is read by it alone. */
    private void feedback(PipelineConfig reader, PipelineConfig other) {
        reader.feedbackTopic()
                .filter(topic -> other.inputTopics().contains(topic)
                        || outputs(other).contains(topic)
                        || other.feedbackTopic().filter(topic::equals).isPresent())
                .ifPresent(topic -> problems.add(reader.nameOf(AnomalyKeys.FEEDBACK_TOPIC) + " = " + topic
                        + ": pipeline " + other.name() + " uses this topic too; name one of its own."));
    }

    private void feeds(PipelineConfig writer, PipelineConfig reader) {
        for (String topic : outputs(writer)) {
            if (reader.inputTopics().contains(topic)) {
                problems.add("Pipeline " + writer.name() + " writes topic " + topic + " and pipeline " + reader.name()
                        + " reads it in the same application: name another topic, or give one of them an"
                        + " application.id of its own if that is meant.");
            }
        }
    }

    private void letters(PipelineConfig one, PipelineConfig other) {
        other.outputTopics().forEach((key, topic) -> {
            if (topic.equals(one.deadLetterTopic())) {
                problems.add(one.nameOf(DeadLetterKeys.TOPIC) + " of pipeline " + one.name() + " and " + key
                        + " of pipeline " + other.name() + " are both " + topic
                        + ": dead letters and results need topics of their own.");
            }
        });
    }

    private static List<String> outputs(PipelineConfig pipeline) {
        List<String> topics = new ArrayList<>();
        topics.add(pipeline.deadLetterTopic());
        topics.addAll(pipeline.outputTopics().values());
        return topics;
    }

    /** Results that become input again, over whatever applications, would never end. */
    private void circles() {
        for (PipelineConfig start : pipelines) {
            Set<PipelineConfig> reached = new HashSet<>();
            List<PipelineConfig> next = new ArrayList<>(readersOf(start));
            while (!next.isEmpty()) {
                PipelineConfig pipeline = next.remove(next.size() - 1);
                if (reached.add(pipeline)) {
                    next.addAll(readersOf(pipeline));
                }
            }
            if (reached.contains(start) && !readersOf(start).contains(start)) {
                problems.add("Pipeline " + start.name() + " reads what comes of its own results by way of other"
                        + " pipelines: such a circle never ends. Name other topics.");
            }
        }
    }

    private List<PipelineConfig> readersOf(PipelineConfig writer) {
        return pipelines.stream()
                .filter(reader -> outputs(writer).stream().anyMatch(reader.inputTopics()::contains))
                .toList();
    }
}
