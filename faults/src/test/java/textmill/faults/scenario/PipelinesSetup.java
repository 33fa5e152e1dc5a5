package textmill.faults.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import textmill.faults.load.Load;
import textmill.faults.load.Texts;
import textmill.faults.oracle.ResultKind;

/**
 * Two pipelines in one application: {@code desk} reads topics a and b and computes vectors and intents, {@code shop} reads
 * topic c and computes moods; two classifiers and one embedder, real models.
 */
public final class PipelinesSetup {
    private static final String NAME = "pipelines";
    private static final String DESK_LETTERS = topic("a.dead-letters");
    private static final String SHOP_LETTERS = topic("c.dead-letters");

    private PipelinesSetup() {}

    /** With so many short texts in each of the three inputs. */
    public static OutputsScenario.Setup of(long records, int perSecond, SmallModels models) {
        List<Load.Plan> inputs = Stream.of("a", "b", "c")
                .map(input -> new Load.Plan(topic(input), Plan.PARTITIONS, records, perSecond))
                .toList();
        List<String> desk = List.of(topic("a"), topic("b"));
        List<String> shop = List.of(topic("c"));
        ResultKind<?> vectors = ResultKind.EMBEDDINGS;
        ResultKind<?> labels = ResultKind.CLASSIFICATIONS;
        List<OutputsScenario.Output> outputs = List.of(
                new OutputsScenario.Output(topic("a.vectors"), vectors, models::isVector, DESK_LETTERS, desk),
                new OutputsScenario.Output(topic("a.intents"), labels, models::isClassification, DESK_LETTERS, desk),
                new OutputsScenario.Output(topic("c.moods"), labels, models::isClassification, SHOP_LETTERS, shop),
                new OutputsScenario.Output(topic("c.sure"), labels, models::isClassification, SHOP_LETTERS, shop));
        return new OutputsScenario.Setup(NAME, inputs, Texts::text, outputs, settings(models));
    }

    private static Map<String, String> settings(SmallModels models) {
        Map<String, String> settings = new HashMap<>();
        settings.put("pipeline.desk.input.topic", topic("a") + "," + topic("b"));
        settings.put("pipeline.desk.task.vectors.model", SmallModels.EMBEDDER);
        settings.put("pipeline.desk.task.intents.model", SmallModels.CLASSIFIER);
        settings.put("pipeline.desk.task.intents.top.k", "100");
        settings.put("pipeline.shop.input.topic", topic("c"));
        settings.put("pipeline.shop.task.moods.model", models.secondClassifier());
        settings.put("pipeline.shop.task.moods.top.k", "100");
        // A condition that always holds: what a route misses or has twice is then seen as in every other output.
        settings.put("pipeline.shop.task.moods.route.sure.topic", topic("c.sure"));
        settings.put("pipeline.shop.task.moods.route.sure.score.above", "0");
        return settings;
    }

    private static String topic(String suffix) {
        return NAME + "." + suffix;
    }
}
