package textmill.runtime.batch;

import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelInputs;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.PaddingSide;
import textmill.runtime.model.PositionNumbers;

/**
 * How a model's batches are laid out.
 *
 * @param inputs what the graph takes
 * @param padding how rows are filled up
 * @param positions how tokens are numbered, where the graph asks for that
 * @param globalFirst the first token of a text sees all others, where the graph asks which do
 * @param leastRows fewer texts than these are filled up with copies of the first one
 */
public record BatchLayout(
        ModelInputs inputs, Padding padding, PositionNumbers positions, boolean globalFirst, int leastRows) {

    /**
     * How rows are filled up.
     *
     * @param id of the padding token
     * @param side where
     */
    public record Padding(int id, PaddingSide side) {}

    /** As a model wants it. */
    public static BatchLayout of(ModelSpec model) {
        return new BatchLayout(
                model.onnx().inputs(),
                new Padding(model.tokenizer().padId(), model.paddingSide()),
                model.positionNumbers(),
                // The transformers library gives a Longformer's classifier its first token, and other heads none.
                model.onnx().inputs().has(ModelInput.Role.GLOBAL_ATTENTION_MASK)
                        && model.architecture().endsWith("ForSequenceClassification"),
                Math.max(1, model.onnx().inputs().rows()));
    }

    /** This layout for a graph that cannot compute fewer rows. */
    public BatchLayout withLeastRows(int rows) {
        return new BatchLayout(inputs, padding, positions, globalFirst, rows);
    }
}
