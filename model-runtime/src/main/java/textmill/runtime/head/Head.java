package textmill.runtime.head;

import java.util.List;
import textmill.runtime.model.HeadSpec;
import textmill.runtime.onnx.ModelOutputs;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** Reads one text's result from the outputs of its batch. Thread-safe. */
public interface Head {
    /**
     * Reads one row.
     *
     * @param outputs of the run
     * @param row index of the text in the batch
     * @param tokens of the text
     * @throws NotFiniteException if a value of the row is NaN or infinite
     * @throws UnexpectedShapeException if the outputs are not what the model's files promised
     */
    TaskResult read(ModelOutputs outputs, int row, Tokens tokens);

    /** Names of the outputs that it reads. */
    List<String> outputs();

    /** True if {@link #read} asks tokens for their offsets. */
    boolean needsOffsets();

    /**
     * The head that a model's files describe.
     *
     * @param tokenizer names the tokens of a {@link TaskResult.ReplacedTokens}
     */
    static Head of(HeadSpec spec, TextTokenizer tokenizer) {
        if (spec instanceof HeadSpec.Embedding embedding) {
            return new EmbeddingHead(embedding);
        }
        if (spec instanceof HeadSpec.Classification classification) {
            return new ClassificationHead(classification);
        }
        return new ReplacedTokensHead((HeadSpec.ReplacedTokens) spec, tokenizer);
    }
}
