package textmill.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.Placement;
import textmill.runtime.graph.MatrixGraph;
import textmill.runtime.runner.RunFailedException;

/**
 * Products of square matrices on a device, in a session with the options that models get: what the device can do at most,
 * and whether it can do anything. Thread-safe: runs may overlap.
 */
public final class MatrixProduct implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final double operations;
    private final Placement placement;

    private MatrixProduct(OrtEnvironment environment, OrtSession session, double operations, Placement placement) {
        this.environment = environment;
        this.session = session;
        this.operations = operations;
        this.placement = placement;
    }

    /**
     * The matrices.
     *
     * @param size rows and columns
     * @param products how often a run multiplies, one product after the other
     * @param half 16-bit floating point instead of 32-bit
     */
    public record Work(int size, int products, boolean half) {}

    /**
     * Puts the matrices onto a device.
     *
     * @throws DeviceException if it cannot be used, or if ONNX Runtime computes elsewhere
     */
    public static MatrixProduct open(SessionSettings settings, Work work) {
        OrtEnvironment environment = SilentEnvironment.get();
        try (OrtSession.SessionOptions options = settings.options(List.of())) {
            PlacementProfile profile = PlacementProfile.begin(options);
            try {
                OrtSession session = environment.createSession(
                        new MatrixGraph(work.size(), work.products(), work.half()).bytes(), options);
                return warm(environment, session, profile, work);
            } finally {
                profile.delete();
            }
        } catch (OrtException e) {
            throw DeviceProblem.exception(settings.device(), e);
        }
    }

    private static MatrixProduct warm(
            OrtEnvironment environment, OrtSession session, PlacementProfile profile, Work work) throws OrtException {
        try {
            multiply(environment, session);
            double operations = 2.0 * work.size() * work.size() * work.size() * work.products();
            return new MatrixProduct(environment, session, operations, profile.end(session));
        } catch (OrtException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * One run.
     *
     * @throws RunFailedException if the device fails
     */
    public void run() throws RunFailedException {
        try {
            multiply(environment, session);
        } catch (OrtException e) {
            String message = String.valueOf(e.getMessage());
            throw new RunFailedException(RuntimeMessage.classify(message), message, e);
        }
    }

    private static void multiply(OrtEnvironment environment, OrtSession session) throws OrtException {
        try (OnnxTensor x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(new float[] {1}), new long[] {1})) {
            session.run(Map.of("x", x)).close();
        }
    }

    /** Floating-point operations of one run; a multiplication and an addition are two. */
    public double operations() {
        return operations;
    }

    /** Where it computes. */
    public Placement placement() {
        return placement;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not close a session", e);
        }
    }
}
