package textmill.runtime.device;

import java.util.Locale;

/**
 * Something that runs models.
 *
 * @param kind what it is
 * @param index which one, from 0; always 0 for the CPU
 */
public record Device(Kind kind, int index) {
    /** The kinds of device, slowest first. */
    public enum Kind {
        /** The processor that also runs this JVM. */
        CPU,
        /** An NVIDIA GPU through CUDA. */
        CUDA,
        /** An NVIDIA GPU through TensorRT. */
        TENSORRT;

        /** As configuration and reports write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The processor. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    /** As configuration and reports write it: {@code cpu}, {@code cuda:0}. */
    @Override
    public String toString() {
        return kind == Kind.CPU ? kind.text() : kind.text() + ":" + index;
    }
}
