package textmill.runtime.openvino;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where OpenVINO's C library is: the file or directory that was named; else below the directories that its own scripts put
 * into the environment; else the system's loader is asked.
 *
 * @param file what was found, or null
 * @param looked where, for a message
 */
record LibrarySearch(@Nullable Path file, List<String> looked) {
    /** People, images and the installation's scripts set these. */
    private static final List<String> VARIABLES =
            List.of("OPENVINO_LIBRARY", "OPENVINO_HOME", "INTEL_OPENVINO_DIR", "INSTALL_DIR");

    /** Below an installation: Python's wheel, the archives, a package of a distribution. */
    private static final List<String> FOLDERS = List.of(
            "", "libs", "openvino/libs", "runtime/lib/intel64", "runtime/lib/aarch64", "runtime/lib", "lib", "lib64");

    private static final Pattern NAME =
            Pattern.compile("libopenvino_c\\.so(\\.\\d+)*|libopenvino_c(\\.\\d+)*\\.dylib|openvino_c\\.dll");

    /** As a user names it in a configuration. */
    static final String KEY = "openvino.library";

    LibrarySearch {
        looked = List.copyOf(looked);
    }

    /**
     * Looks.
     *
     * @param named what the user named, or null
     */
    static LibrarySearch look(@Nullable Path named, Map<String, String> environment) {
        if (named != null) {
            return new LibrarySearch(below(named).orElse(null), List.of(KEY + " = " + named));
        }
        List<String> looked = new ArrayList<>();
        for (String variable : VARIABLES) {
            String directory = environment.get(variable);
            if (directory == null || directory.isBlank()) {
                looked.add(variable + " (not set)");
                continue;
            }
            looked.add(variable + " = " + directory);
            Optional<Path> found = below(Path.of(directory));
            if (found.isPresent()) {
                return new LibrarySearch(found.get(), looked);
            }
        }
        looked.add("the path of the system's loader");
        return new LibrarySearch(null, looked);
    }

    /** True if the library was named, or is in a directory that the environment names. */
    boolean isFound() {
        return file != null;
    }

    private static Optional<Path> below(Path named) {
        if (Files.isRegularFile(named)) {
            return Optional.of(named);
        }
        return FOLDERS.stream()
                .map(named::resolve)
                .flatMap(folder -> newest(folder).stream())
                .findFirst();
    }

    /** Of several versions side by side the last one: their numbers are of one length. */
    private static Optional<Path> newest(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .max(Comparator.comparing(Path::toString));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
