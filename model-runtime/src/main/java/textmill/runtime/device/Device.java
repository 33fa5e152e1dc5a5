package textmill.runtime.device;

import java.util.Locale;

/**
 * Something that runs models.
 *
 * @param kind what it is
 * @param index which one, from 0; always 0 unless {@link Kind#isNumbered}
 */
public record Device(Kind kind, int index) {
    /** The kinds of device, slowest first. */
    public enum Kind {
        /** The processor that also runs this JVM. */
        CPU("cpu"),
        /** The same processor, through OpenVINO. */
        OPENVINO_CPU("openvino:CPU"),
        /** An Intel NPU through OpenVINO. */
        OPENVINO_NPU("openvino:NPU"),
        /** An Intel GPU through OpenVINO. */
        OPENVINO_GPU("openvino:GPU"),
        /** An NVIDIA GPU through CUDA. */
        CUDA("cuda"),
        /** An NVIDIA GPU through TensorRT. */
        TENSORRT("tensorrt");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As configuration and reports write it. */
        public String text() {
            return text;
        }

        /** True if it computes with the processor's cores. */
        public boolean isProcessor() {
            return this == CPU || this == OPENVINO_CPU;
        }

        /** True if OpenVINO runs it, else ONNX Runtime does. */
        public boolean usesOpenVino() {
            return this == OPENVINO_CPU || this == OPENVINO_NPU || this == OPENVINO_GPU;
        }

        /** True if there may be several, told apart by their number. */
        boolean isNumbered() {
            return this == CUDA || this == TENSORRT;
        }

        /** True if a user may mean it by that word; OpenVINO without more is its CPU. */
        boolean isCalled(String word) {
            String lower = word.toLowerCase(Locale.ROOT);
            return text.toLowerCase(Locale.ROOT).equals(lower) || (this == OPENVINO_CPU && lower.equals("openvino"));
        }
    }

    /** The processor. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    /** As configuration and reports write it: {@code cpu}, {@code cuda:0}, {@code openvino:CPU}. */
    @Override
    public String toString() {
        return kind.isNumbered() ? kind.text() + ":" + index : kind.text();
    }
}
