package textmill.runtime.engine;

import textmill.runtime.device.Placement;

/**
 * Where a model of an engine really computes, as its session reports.
 *
 * @param model name of the model
 * @param device the device that does the work, for example {@code cuda:0}
 * @param batches which texts share a batch so that each gives what it gives alone, for example {@code any texts}
 * @param placement its nodes by execution provider
 */
public record ModelPlacement(String model, String device, String batches, Placement placement) {}
