package textmill.runtime.engine;

import textmill.runtime.device.Placement;

/**
 * Where a model of an engine really computes, as its session reports.
 *
 * @param model name of the model
 * @param device the device that does the work, for example {@code cuda:0}
 * @param runtime the library that runs it, its version, and how it computes if that is a choice
 * @param precision what it computes with: {@code bf16} and the like, {@code int8} for a quantised graph, {@code file} for
 *     whatever the model's file has
 * @param batches which texts share a batch so that each gives what it gives alone, for example {@code any texts}
 * @param placement its nodes by execution provider
 */
public record ModelPlacement(
        String model, String device, String runtime, String precision, String batches, Placement placement) {
    /** Where and how, for people: {@code all-minilm-l6-v2 on cpu: 76 nodes on CPUExecutionProvider}. */
    public String text() {
        return model + " on " + device + ": " + (placement.isKnown() ? placement.toString() : runtime);
    }
}
