package textmill.topology;

import java.nio.file.Path;

/** Finds the directory of a model, so that the topology need not know which models are bundled. */
@FunctionalInterface
public interface ModelResolver {
    /**
     * The directory of a model.
     *
     * @param model name of a bundled model, or a directory
     * @throws textmill.topology.config.ConfigException if there is neither
     */
    Path resolve(String model);
}
