package textmill.topology;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;
import textmill.runtime.task.Task;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TextmillConfig;

/** What runs, as JSON: versions, tasks, and of each model where it computes and which texts share a batch. */
final class InfoPage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private InfoPage() {}

    /** Of a configuration and the engine that it asks for. */
    static String of(TextmillConfig config, InferenceEngine engine) {
        ObjectNode page = page(engine);
        ArrayNode pipelines = page.putArray("pipelines");
        config.pipelines().forEach(pipeline -> add(pipeline, pipelines.addObject()));
        return page.toString();
    }

    private static void add(PipelineConfig pipeline, ObjectNode object) {
        object.put("name", pipeline.name()).put("application", pipeline.applicationId());
        pipeline.inputTopics().forEach(object.putArray("inputs")::add);
        ObjectNode outputs = object.putObject("outputs");
        pipeline.outputTopics().forEach(outputs::put);
        object.put("deadLetters", pipeline.deadLetterTopic());
    }

    private static ObjectNode page(InferenceEngine engine) {
        ObjectNode page = JSON.createObjectNode()
                .put("version", StartLine.version())
                .put("kafka", StartLine.kafka())
                .put("java", System.getProperty("java.version"));
        ArrayNode tasks = page.putArray("tasks");
        for (Task task : engine.tasks()) {
            tasks.addObject()
                    .put("name", task.name())
                    .put("kind", task.type().name())
                    .put("model", task.model())
                    .put("fingerprint", task.fingerprint());
        }
        ArrayNode models = page.putArray("models");
        for (ModelPlacement placed : engine.placements()) {
            ObjectNode nodes = models.addObject()
                    .put("model", placed.model())
                    .put("device", placed.device())
                    .put("runtime", placed.runtime())
                    .put("precision", placed.precision())
                    .put("batches", placed.batches())
                    .putObject("nodes");
            placed.placement().nodes().forEach(nodes::put);
        }
        return page;
    }
}
