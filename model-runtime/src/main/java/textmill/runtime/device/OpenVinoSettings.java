package textmill.runtime.device;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What OpenVINO is told.
 *
 * @param library its C library or a directory that holds it, or null to look in the usual places
 * @param precision how to compute
 * @param cache where compiled models are kept between starts, or null for the user's own cache
 */
public record OpenVinoSettings(
        @Nullable Path library,
        Precision precision,
        @Nullable Path cache) {

    /** How numbers are computed with; weights are rounded when a model is loaded. */
    public enum Precision {
        /** What the device computes fastest, if the results stay close enough to those of 32 bits. */
        AUTO,
        /** 32 bits. */
        FP32,
        /** 16 bits with the range of 32. */
        BF16,
        /** 16 bits. */
        FP16;

        /** As configuration and reports write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The library from where it usually is, precision by trial, compiled models in the user's cache. */
    public static OpenVinoSettings defaults() {
        return new OpenVinoSettings(null, Precision.AUTO, null);
    }

    /** These settings with another precision. */
    public OpenVinoSettings with(Precision value) {
        return new OpenVinoSettings(library, value, cache);
    }
}
