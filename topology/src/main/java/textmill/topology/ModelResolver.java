package textmill.topology;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the directory of a model, so that the topology need not know which models are bundled. */
@FunctionalInterface
public interface ModelResolver {
    /**
     * The directory of a model.
     *
     * @param model name of a bundled model, a directory, or whatever else the resolver knows
     * @throws textmill.topology.config.ConfigException if there is none
     */
    Path resolve(String model);

    /** What results call a model: the last part of its directory, unless the resolver knows better. */
    default String nameOf(String model) {
        Path last = Path.of(model).getFileName();
        return last == null ? model : last.toString();
    }

    /**
     * The directory of a model of which one file is meant: a resolver that fetches models need not fetch the others.
     *
     * @param file its ONNX file as the user states it, or null for the usual one
     * @throws textmill.topology.config.ConfigException if there is none
     */
    default Path resolve(String model, @Nullable String file) {
        return resolve(model);
    }
}
