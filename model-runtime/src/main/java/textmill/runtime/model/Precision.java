package textmill.runtime.model;

/** How a model computes. */
public enum Precision {
    /** 32-bit floating point; weights may be stored smaller. */
    FP32,
    /** 16-bit floating point outputs. */
    FP16,
    /**
     * 8-bit integers whose scale is taken from the data of the run ({@code DynamicQuantizeLinear}): a text's result
     * depends on what shares its batch.
     */
    DYNAMIC_INT8
}
