package textmill.cli.model;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import textmill.cli.console.CliException;
import textmill.models.BundledModels;

/** Finds a model by what a user calls it: the name of a bundled model, or a directory. */
public final class ModelNames {
    private ModelNames() {}

    /**
     * The directory of a model. A bundled model wins over a directory of the same name; {@code ./name} names the latter.
     *
     * @throws CliException if a directory was meant and is none
     * @throws textmill.models.BundledModelException if a bundled model was meant and cannot be had
     */
    public static Path resolve(String nameOrDirectory) {
        Path directory = Path.of(nameOrDirectory);
        boolean path = nameOrDirectory.contains("/") || nameOrDirectory.contains(File.separator);
        if (!path && (BundledModels.names().contains(nameOrDirectory) || !Files.isDirectory(directory))) {
            return BundledModels.resolve(nameOrDirectory);
        }
        if (!Files.isDirectory(directory)) {
            throw CliException.usage("model " + nameOrDirectory + ": expected a directory, found "
                    + (Files.exists(directory) ? "a file" : "nothing there"));
        }
        return directory;
    }
}
