package textmill.runtime.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which of a directory's ONNX files is the model, where nobody says it. */
final class OnnxFileChoice {
    private static final String USUAL = "model.onnx";
    private static final String FOLDER = "onnx";

    private OnnxFileChoice() {}

    /**
     * {@code model.onnx}, there or in {@code onnx/}; else the only one that there is, as Optimum does.
     *
     * @return its name, relative to the directory; {@code model.onnx} where there is none
     * @throws ModelException if there are several others
     */
    static String of(ModelFiles files) {
        if (files.has(USUAL)) {
            return USUAL;
        }
        if (files.has(FOLDER + "/" + USUAL)) {
            return FOLDER + "/" + USUAL;
        }
        List<String> others = new ArrayList<>(names(files, ""));
        others.addAll(names(files, FOLDER + "/"));
        if (others.size() > 1) {
            throw new ModelException(
                    files.directory(),
                    "one model file",
                    String.join(", ", others),
                    "say which: model.file=" + others.get(0) + " in the task's configuration, --model-file "
                            + others.get(0) + " on the command line");
        }
        return others.isEmpty() ? USUAL : others.get(0);
    }

    /** True if there is any. */
    static boolean isThere(ModelFiles files) {
        return !names(files, "").isEmpty() || !names(files, FOLDER + "/").isEmpty();
    }

    private static List<String> names(ModelFiles files, String folder) {
        Path directory = files.path(folder);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> folder + entry.getFileName())
                    .filter(name -> name.endsWith(".onnx"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw ModelFiles.unreadable(directory, "a directory of models", e);
        }
    }
}
