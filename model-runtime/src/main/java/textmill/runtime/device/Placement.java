package textmill.runtime.device;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which execution provider ONNX Runtime gave each node of a model to, as the session itself reports it. A session on a GPU
 * may keep nodes on the CPU: those that compute shapes belong there, those that multiply matrices do not.
 *
 * @param nodes nodes by the provider that ran them
 * @param matrixNodes those of them that multiply matrices: nearly all of a model's work
 */
public record Placement(Map<String, Integer> nodes, Map<String, Integer> matrixNodes) {
    private static final String CUDA = "CUDAExecutionProvider";
    private static final Set<String> TENSORRT = Set.of("TensorrtExecutionProvider", "NvTensorRTRTXExecutionProvider");

    /** Copies the maps, in the order of the providers' names. */
    public Placement {
        nodes = java.util.Collections.unmodifiableMap(new TreeMap<>(nodes));
        matrixNodes = java.util.Collections.unmodifiableMap(new TreeMap<>(matrixNodes));
    }

    /** Nothing is known. */
    public static Placement unknown() {
        return new Placement(Map.of(), Map.of());
    }

    /** False if the session did not tell. */
    public boolean isKnown() {
        return !nodes.isEmpty();
    }

    /** The kind of device that does the work: where most matrices are multiplied, or where most nodes are if none are. */
    public Device.Kind kind() {
        Map<String, Integer> work = matrixNodes.isEmpty() ? nodes : matrixNodes;
        // TensorRT makes one node of many.
        if (work.keySet().stream().anyMatch(TENSORRT::contains)) {
            return Device.Kind.TENSORRT;
        }
        int gpu = work.getOrDefault(CUDA, 0);
        int all = work.values().stream().mapToInt(Integer::intValue).sum();
        return gpu * 2 > all ? Device.Kind.CUDA : Device.Kind.CPU;
    }

    /** The device that really computes a session asked to run on another. */
    public Device actual(Device asked) {
        if (!isKnown() || kind() == asked.kind()) {
            return asked;
        }
        return kind() == Device.Kind.CPU ? Device.CPU : new Device(kind(), asked.index());
    }

    /** Matrix nodes on a slower kind of device than the one that does most of the work. */
    public int strays() {
        Device.Kind kind = kind();
        return matrixNodes.entrySet().stream()
                .filter(entry -> kind(entry.getKey()).compareTo(kind) < 0)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static Device.Kind kind(String provider) {
        if (provider.equals(CUDA)) {
            return Device.Kind.CUDA;
        }
        return TENSORRT.contains(provider) ? Device.Kind.TENSORRT : Device.Kind.CPU;
    }

    /** {@code 76 nodes on CPUExecutionProvider}. */
    @Override
    public String toString() {
        if (!isKnown()) {
            return "unknown";
        }
        return nodes.entrySet().stream()
                .map(entry -> entry.getValue() + " nodes on " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
