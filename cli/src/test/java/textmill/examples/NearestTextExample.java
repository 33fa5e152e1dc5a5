package textmill.examples;

import java.nio.file.Path;
import java.util.List;
import textmill.models.BundledModels;
import textmill.runtime.TextModel;

/** The nearest of a few texts, without Kafka. */
final class NearestTextExample {
    private NearestTextExample() {}

    // README: text model
    static String nearest(String question, List<String> texts) {
        Path directory = BundledModels.resolve("all-minilm-l6-v2"); // or any directory in the Hugging Face layout
        try (TextModel model = TextModel.load(directory)) {
            float[] asked = model.embed(question);
            List<float[]> vectors = model.embed(texts); // batched; thread-safe, other threads share the batches
            int best = 0;
            for (int i = 1; i < vectors.size(); i++) {
                if (cosine(asked, vectors.get(i)) > cosine(asked, vectors.get(best))) {
                    best = i;
                }
            }
            return texts.get(best);
        }
    }

    private static float cosine(float[] a, float[] b) {
        float sum = 0; // the model's vectors have length 1
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
    // README: end
}
