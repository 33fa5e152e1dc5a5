package textmill.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import textmill.runtime.device.DeviceException;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;
import textmill.runtime.engine.Outcome;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;
import textmill.runtime.text.TextInput;

/**
 * One model for plain Java, on the engine that the Kafka Streams topology uses.
 *
 * <pre>{@code
 * try (TextModel model = TextModel.load(Path.of("all-MiniLM-L6-v2"))) {
 *     float[] vector = model.embed("Streams of text");
 * }
 * }</pre>
 *
 * <p>Thread-safe: texts of all threads share batches. Holds native memory until closed.
 */
public final class TextModel implements AutoCloseable {
    /** The window opens whenever a text completes; this only bounds how long one wait lasts. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final InferenceEngine engine;
    private final Task task;

    private TextModel(InferenceEngine engine) {
        this.engine = engine;
        this.task = engine.tasks().get(0);
    }

    /**
     * Loads a model directory in the Hugging Face layout; its {@code architectures} say what it computes.
     *
     * @throws ModelException if the model cannot be used
     */
    public static TextModel load(Path directory) {
        return load(directory, ModelOptions.none(), EngineConfig.defaults());
    }

    /**
     * Loads a model directory in the Hugging Face layout.
     *
     * @throws ModelException if the model cannot be used
     * @throws DeviceException if the configuration names a device that cannot be used
     */
    public static TextModel load(Path directory, ModelOptions options, EngineConfig config) {
        return load(TaskSpec.of(ModelSpec.read(directory, options)), config);
    }

    /**
     * Loads a model for a task of your choice.
     *
     * @throws ModelException if the model cannot be used
     * @throws DeviceException if the configuration names a device that cannot be used
     */
    public static TextModel load(TaskSpec task, EngineConfig config) {
        return new TextModel(EngineLoader.open(config, List.of(task)));
    }

    /** What the model computes, its name and fingerprint. */
    public Task task() {
        return task;
    }

    /**
     * The embedding of a text.
     *
     * @return {@code [hidden]}, owned by the caller
     * @throws TextFailedException if this text cannot be computed
     */
    public float[] embed(String text) {
        return embed(List.of(text)).get(0);
    }

    /**
     * The embeddings of texts, in their order; texts are batched.
     *
     * @throws TextFailedException for the first text that cannot be computed
     */
    public List<float[]> embed(Collection<String> texts) {
        return results(texts, EmbeddingType.INSTANCE, Embedding.class).stream()
                .map(Embedding::vector)
                .toList();
    }

    /**
     * The probabilities of a text's labels.
     *
     * @throws TextFailedException if this text cannot be computed
     */
    public Classification classify(String text) {
        return classify(List.of(text)).get(0);
    }

    /**
     * The probabilities of texts' labels, in their order; texts are batched.
     *
     * @throws TextFailedException for the first text that cannot be computed
     */
    public List<Classification> classify(Collection<String> texts) {
        return results(texts, ClassificationType.INSTANCE, Classification.class);
    }

    /**
     * For each token of a text the probability that it was replaced.
     *
     * @throws TextFailedException if this text cannot be computed
     */
    public ReplacedTokens replacedTokens(String text) {
        return replacedTokens(List.of(text)).get(0);
    }

    /**
     * For each token of texts the probability that it was replaced, in their order; texts are batched.
     *
     * @throws TextFailedException for the first text that cannot be computed
     */
    public List<ReplacedTokens> replacedTokens(Collection<String> texts) {
        return results(texts, ReplacedTokensType.INSTANCE, ReplacedTokens.class);
    }

    /** The outcomes of texts, failures included, in their order; texts are batched. */
    public List<Outcome> run(Collection<String> texts) {
        return runAll(texts.stream().map(TextInput::of).toList());
    }

    /** The outcomes of texts with what belongs to them, failures included, in their order; texts are batched. */
    public List<Outcome> runAll(Collection<TextInput> inputs) {
        List<CompletionStage<Outcome>> submitted = new ArrayList<>(inputs.size());
        for (TextInput input : inputs) {
            submitted.add(submit(input));
        }
        return submitted.stream().map(TextModel::await).toList();
    }

    /** Where the model really computes, and which texts may share a batch; one entry for each device. */
    public List<ModelPlacement> placements() {
        return engine.placements();
    }

    /** What the engine has done so far. */
    public EngineStatistics statistics() {
        return engine.statistics();
    }

    @Override
    public void close() {
        engine.close();
    }

    private CompletionStage<Outcome> submit(TextInput input) {
        try {
            return engine.submit(input, List.of(task), WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled = new CancellationException("interrupted while waiting for room");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    private static Outcome await(CompletionStage<Outcome> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private <R extends TaskResult> List<R> results(Collection<String> texts, TaskType kind, Class<R> type) {
        if (task.type() != kind) {
            throw new IllegalStateException(
                    "model " + task.model() + " computes " + task.type().name() + ", not " + kind.name());
        }
        List<R> results = new ArrayList<>(texts.size());
        for (Outcome outcome : run(texts)) {
            if (outcome instanceof Outcome.Failure failure) {
                throw new TextFailedException(failure);
            }
            results.add(type.cast(((Outcome.Success) outcome).results().get(0)));
        }
        return results;
    }
}
