package textmill.cli.model;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.CliException;
import textmill.models.BundledModels;
import textmill.models.hub.HubModels;

/** Finds a model by what a user calls it: the name of a bundled model, a directory, or a model of the hub. */
public final class ModelNames {
    private ModelNames() {}

    /** What results call a model; null for the last part of its directory. */
    static @Nullable String nameOf(String name) {
        return HubModels.isOne(name) ? HubModels.nameOf(name) : null;
    }

    /**
     * The directory of a model.
     *
     * @throws textmill.models.BundledModelException if a bundled model was meant and cannot be had
     * @throws textmill.models.hub.HubException if a model of the hub was meant and cannot be had
     */
    public static Path resolve(String name) {
        return resolve(name, null);
    }

    /**
     * The directory of a model. A bundled model wins over a directory of the same name; {@code ./name} names the latter.
     * Whether a directory is there, reading it shows.
     *
     * @param file the ONNX file that the user states, or null for the usual one
     * @throws textmill.models.BundledModelException if a bundled model was meant and cannot be had
     * @throws textmill.models.hub.HubException if a model of the hub was meant and cannot be had
     * @throws CliException if the name is empty
     */
    public static Path resolve(String name, @Nullable String file) {
        if (name.isBlank()) {
            throw CliException.usage("the name of the model is empty; give the name of a bundled model, a directory, or"
                    + " hf://OWNER/NAME");
        } else if (HubModels.isOne(name)) {
            return HubModels.ofEnvironment().resolve(name, file);
        }
        Path directory = Path.of(name);
        boolean path = name.contains("/") || name.contains(File.separator);
        if (!path && (BundledModels.names().contains(name) || !Files.isDirectory(directory))) {
            return BundledModels.resolve(name);
        }
        return directory;
    }
}
