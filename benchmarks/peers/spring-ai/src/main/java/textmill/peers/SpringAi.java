package textmill.peers;

import java.util.List;
import java.util.Map;
import org.springframework.ai.transformers.TransformersEmbeddingModel;
import textmill.benchmarks.contender.Batches;
import textmill.benchmarks.contender.Contender;
import textmill.benchmarks.contender.ContenderSettings;
import textmill.benchmarks.contender.TimedRun;

/**
 * Spring AI's transformers embedding model over local files. It computes a list of texts as one batch, so lists of
 * {@code batch} texts are handed to it, by {@code callers} threads, sorted by length first if {@code sort} says so. Its
 * session has no settings.
 */
public final class SpringAi {
    private SpringAi() {}

    /** See {@link TimedRun}. */
    public static void main(String[] arguments) throws Exception {
        TimedRun.main(arguments, SpringAi::open);
    }

    private static Contender open(ContenderSettings settings) throws Exception {
        TransformersEmbeddingModel model = new TransformersEmbeddingModel();
        model.setModelResource(settings.path("model").toUri().toString());
        model.setTokenizerResource(settings.path("tokenizer").toUri().toString());
        model.setDisableCaching(true);
        // Texts of different lengths in one list need padding; the rest is what every contender sees of a long text.
        model.setTokenizerOptions(
                Map.of("padding", "true", "truncation", "true", "maxLength", settings.text("max-tokens")));
        model.afterPropertiesSet();
        return texts -> {
            List<int[]> batches =
                    Batches.ofRows(texts, settings.number("batch", 32), settings.flag("sort"), String::length);
            return Batches.run(texts, batches, settings.number("callers", 1), batch -> model.embed(batch)
                    .toArray(float[][]::new));
        };
    }
}
