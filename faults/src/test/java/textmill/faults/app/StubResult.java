package textmill.faults.app;

import java.util.List;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.text.TextFlags;

/** What the stub engine makes of a text: numbers that depend on every character of it and on nothing else. */
public final class StubResult {
    /** The only task. */
    public static final Task TASK = new Task("embeddings", EmbeddingType.INSTANCE, "stub", "0");

    private static final int SIZE = 4;
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private StubResult() {}

    /** The same by another model, which computes the same. */
    static Task task(String fingerprint) {
        return new Task(TASK.name(), TASK.type(), TASK.model(), fingerprint);
    }

    /** The outcome for a text. */
    static Outcome of(String text) {
        return new Outcome.Success(
                List.of(new Embedding(vector(text))), text.length(), new TextFlags(false, text.isBlank(), false));
    }

    /** The vector for a text: four 16-bit slices of its FNV-1a hash. */
    public static float[] vector(String text) {
        long hash = FNV_BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        float[] vector = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            vector[i] = ((hash >>> (16 * i)) & 0xffff) / 65_536f;
        }
        return vector;
    }
}
