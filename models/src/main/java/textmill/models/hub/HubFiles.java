package textmill.models.hub;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a repository make its model: settings and vocabulary, one ONNX file with its weights, and the directories of
 * its modules. Weights for other libraries stay where they are.
 */
final class HubFiles {
    static final String MODULES = "modules.json";

    private static final String USUAL = "model.onnx";
    private static final String OLD_TRANSFORMER = "0_Transformer/";
    private static final List<String> EXTERNAL = List.of("_data", ".data");
    private static final Set<String> OF_A_MODULE = Set.of("config.json", "model.safetensors", "pytorch_model.bin");
    private static final Set<String> VOCABULARIES = Set.of("vocab.txt", "merges.txt");

    private final HubReference reference;
    private final List<String> all;

    /** @param all names of the repository's files */
    HubFiles(HubReference reference, List<String> all) {
        this.reference = reference;
        this.all = all;
    }

    boolean has(String name) {
        return all.contains(name);
    }

    /**
     * The files to have.
     *
     * @param modules directories that {@code modules.json} names
     * @param stated the ONNX file that the user states, or null
     * @throws HubException if no ONNX file can be chosen
     */
    Set<String> needed(List<String> modules, @Nullable String stated) {
        Set<String> homes = new LinkedHashSet<>(List.of("", OLD_TRANSFORMER));
        modules.forEach(module -> homes.add(module.isEmpty() ? "" : module + "/"));
        Set<String> needed = new LinkedHashSet<>();
        for (String home : homes) {
            all.stream().filter(name -> isSetting(name, home)).forEach(needed::add);
        }
        for (String module : modules.isEmpty() ? List.of("1_Pooling") : modules) {
            OF_A_MODULE.stream()
                    .map(name -> module + "/" + name)
                    .filter(name -> !module.isEmpty() && has(name))
                    .forEach(needed::add);
        }
        String onnx = onnx(homes, stated);
        needed.add(onnx);
        all.stream().filter(name -> isBeside(onnx, name)).forEach(needed::add);
        return needed;
    }

    private static boolean isSetting(String name, String home) {
        if (!name.startsWith(home) || name.indexOf('/', home.length()) >= 0) {
            return false;
        }
        String file = name.substring(home.length());
        return VOCABULARIES.contains(file) || (file.endsWith(".json") && !file.endsWith(".index.json"));
    }

    private static boolean isBeside(String onnx, String name) {
        return name.equals(onnx + ".sha256") || EXTERNAL.stream().anyMatch(end -> name.startsWith(onnx + end));
    }

    private String onnx(Set<String> homes, @Nullable String stated) {
        if (stated != null) {
            return homes.stream()
                    .map(home -> home + stated)
                    .filter(this::has)
                    .findFirst()
                    .orElseThrow(() -> new HubException(reference + ": expected the ONNX file " + stated + ", found "
                            + listed() + "; state one of these"));
        }
        for (String home : homes) {
            for (String name : List.of(home + USUAL, home + "onnx/" + USUAL)) {
                if (has(name)) {
                    return name;
                }
            }
        }
        List<String> others = graphs();
        if (others.size() == 1) {
            return others.get(0);
        }
        throw new HubException(
                others.isEmpty()
                        ? reference + ": expected an ONNX file, found none among its " + all.size()
                                + " files; export it:" + " optimum-cli export onnx --model " + reference.id() + " DIR"
                        : reference + ": expected one model file, found " + listed() + "; say which: model.file="
                                + others.get(0) + " in the task's configuration, --model-file " + others.get(0)
                                + " on the command line");
    }

    private List<String> graphs() {
        return all.stream()
                .filter(name -> name.endsWith(".onnx"))
                .sorted()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private String listed() {
        List<String> graphs = graphs();
        return graphs.isEmpty() ? "none" : String.join(", ", graphs);
    }
}
