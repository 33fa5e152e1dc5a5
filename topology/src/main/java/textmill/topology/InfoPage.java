package textmill.topology;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;
import textmill.runtime.task.Task;

/** What runs, as JSON: versions, tasks, and of each model where it computes and which texts share a batch. */
final class InfoPage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private InfoPage() {}

    static String of(InferenceEngine engine) {
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
                    .put("batches", placed.batches())
                    .putObject("nodes");
            placed.placement().nodes().forEach(nodes::put);
        }
        return page.toString();
    }
}
