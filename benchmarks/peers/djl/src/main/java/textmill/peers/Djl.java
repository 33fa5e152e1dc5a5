package textmill.peers;

import ai.djl.huggingface.translator.TextEmbeddingTranslatorFactory;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import java.util.List;
import textmill.benchmarks.contender.Batches;
import textmill.benchmarks.contender.Contender;
import textmill.benchmarks.contender.ContenderSettings;
import textmill.benchmarks.contender.TimedRun;

/**
 * DJL's text embedding translator on its ONNX Runtime engine. {@code batchPredict} computes a list as one batch;
 * predictors are not thread-safe, so each of the {@code callers} has its own. {@code intra} goes to the engine.
 */
public final class Djl {
    private Djl() {}

    /** See {@link TimedRun}. */
    public static void main(String[] arguments) throws Exception {
        TimedRun.main(arguments, Djl::open);
    }

    private static Contender open(ContenderSettings settings) throws Exception {
        Path model = settings.path("model");
        Criteria.Builder<String, float[]> criteria = Criteria.builder()
                .setTypes(String.class, float[].class)
                .optModelPath(model.getParent())
                .optModelName(model.getFileName().toString().replaceFirst("\\.onnx$", ""))
                .optEngine("OnnxRuntime")
                .optTranslatorFactory(new TextEmbeddingTranslatorFactory())
                .optArgument("tokenizerPath", settings.text("tokenizer"))
                .optArgument("padding", "true")
                .optArgument("truncation", "true")
                .optArgument("maxLength", settings.text("max-tokens"))
                .optArgument("includeTokenTypes", "true")
                .optArgument("pooling", "mean")
                .optArgument("normalize", "true");
        int intra = settings.number("intra", 0);
        if (intra > 0) {
            criteria.optOption("intraOpNumThreads", Integer.toString(intra)).optOption("interOpNumThreads", "1");
        }
        return new Threads(criteria.build().loadModel(), settings);
    }

    private static final class Threads implements Contender {
        private final ContenderSettings settings;
        private final ThreadLocal<Predictor<String, float[]>> predictors;

        Threads(ZooModel<String, float[]> model, ContenderSettings settings) {
            this.settings = settings;
            this.predictors = ThreadLocal.withInitial(model::newPredictor);
        }

        @Override
        public float[][] embed(List<String> texts) throws Exception {
            List<int[]> batches =
                    Batches.ofRows(texts, settings.number("batch", 32), settings.flag("sort"), String::length);
            return Batches.run(texts, batches, settings.number("callers", 1), batch -> predictors
                    .get()
                    .batchPredict(batch)
                    .toArray(float[][]::new));
        }
    }
}
