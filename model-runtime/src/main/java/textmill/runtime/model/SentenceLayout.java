package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the sentence-transformers library lays a model out: {@code modules.json} lists its modules, each with a directory of
 * its own. Modules are read when they are asked for: a model whose graph does all of it needs none.
 *
 * @param files of the top directory
 * @param entries modules behind the transformer in their order; null if the files list none
 * @param transformer directory of the transformer's files below the top one; empty for the top one itself
 */
public record SentenceLayout(ModelFiles files, @Nullable List<Entry> entries, String transformer) {
    static final String MODULES = "modules.json";
    static final String SETTINGS = "config_sentence_transformers.json";

    private static final String OLD_TRANSFORMER = "0_Transformer";
    private static final String POOLING_ALONE = "1_Pooling";
    private static final String LIBRARY = "sentence_transformers.";

    /**
     * A module behind the transformer.
     *
     * @param type class of the library as the file names it
     * @param path its directory
     */
    public record Entry(String type, String path) {
        /** The class without its package. */
        String name() {
            return type.startsWith(LIBRARY) ? type.substring(type.lastIndexOf('.') + 1) : PyLate.name(type);
        }
    }

    static SentenceLayout read(ModelFiles files) {
        JsonNode modules = files.optionalJson(MODULES, "the sentence encoder's modules");
        if (modules.isMissingNode()) {
            List<Entry> pooling = files.has(POOLING_ALONE + "/" + ModuleReader.CONFIG)
                    ? List.of(new Entry(LIBRARY + "models.Pooling", POOLING_ALONE))
                    : null;
            return new SentenceLayout(files, pooling, home(files, OLD_TRANSFORMER));
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode module : modules) {
            String path = module.path("path").asText();
            if (!files.path(path).normalize().startsWith(files.path("").normalize())) {
                throw new ModelException(
                        files.path(MODULES),
                        "directories of modules inside the model's directory",
                        "'" + path + "'",
                        "do not use this model unless you trust where it comes from");
            }
            entries.add(new Entry(module.path("type").asText(), path));
        }
        if (entries.isEmpty() || !TRANSFORMERS.contains(entries.get(0).name())) {
            throw new ModelException(
                    files.path(MODULES),
                    "a list of modules that begins with a Transformer",
                    entries.isEmpty() ? "no modules" : entries.get(0).type(),
                    "use a model that is a transformer; no other first module is known here");
        }
        String first = entries.remove(0).path();
        return new SentenceLayout(files, List.copyOf(entries), home(files, first));
    }

    /** The directory that is named, unless exporters have put the transformer's files at the top instead. */
    private static String home(ModelFiles files, String named) {
        boolean below = files.has(named + "/" + ModelDirectory.CONFIG);
        boolean topHas = files.has(ModelDirectory.CONFIG) && OnnxFileChoice.isThere(files);
        return below && (!topHas || OnnxFileChoice.isThere(files.below(named))) ? named : "";
    }

    /** True if the files say how an embedding is made of token vectors, or what is done with it. */
    public boolean listsModules() {
        return entries != null;
    }

    /** True if the files list all modules; a pooling's directory alone says nothing of what comes after it. */
    public boolean listsAllModules() {
        return files.has(MODULES);
    }

    /** What {@code config_sentence_transformers.json} takes the model for, for example {@code CrossEncoder}; or empty. */
    public String modelType() {
        return files.optionalJson(SETTINGS, "the sentence encoder's settings")
                .path("model_type")
                .asText("");
    }

    /** How embeddings are meant to be compared, for example {@code cosine}; empty if no file says it. */
    public String similarity() {
        return files.optionalJson(SETTINGS, "the sentence encoder's settings")
                .path("similarity_fn_name")
                .asText("");
    }

    /**
     * How many numbers of an embedding its authors keep, {@code truncate_dim}; null for all.
     *
     * @throws ModelException if it is no such number
     */
    public @Nullable Integer dimensions() {
        JsonNode kept =
                files.optionalJson(SETTINGS, "the sentence encoder's settings").path("truncate_dim");
        if (kept.isMissingNode() || kept.isNull()) {
            return null;
        }
        if (!kept.isInt() || kept.asInt() < 1) {
            throw new ModelException(
                    files.path(SETTINGS), "truncate_dim that is a whole number from 1", kept.toString(), "correct it");
        }
        return kept.asInt();
    }

    /**
     * The modules behind the transformer, read with their weights.
     *
     * @throws ModelException naming a module that is not known here, or a file that does not fit
     */
    public List<SentenceModule> modules() {
        List<SentenceModule> read = new ArrayList<>();
        if (entries != null) {
            for (Entry entry : entries) {
                read.add(new ModuleReader(files, entry, isMultiVector()).read());
            }
            if (PyLate.saved(entries)) {
                read.addAll(pyLate().rest());
            }
        }
        return List.copyOf(read);
    }

    /** Width of the token vectors that the pooling takes, as its own file has it; -1 if it does not say. */
    public int poolingWidth() {
        if (entries == null || entries.isEmpty() || !entries.get(0).name().equals("Pooling")) {
            return -1;
        }
        JsonNode pooling = files.optionalJson(entries.get(0).path() + "/" + ModuleReader.CONFIG, "a pooling");
        return pooling.path("word_embedding_dimension")
                .asInt(pooling.path("embedding_dimension").asInt(-1));
    }

    /** True if it gives a vector for each token: layers work on these unless they say otherwise. */
    public boolean isMultiVector() {
        return modelType().equals("MultiVectorEncoder") || (entries != null && PyLate.saved(entries));
    }

    /**
     * The output of the transformer that goes into the modules, as its settings name it; null if they leave it to the usual
     * names.
     *
     * @throws ModelException if no graph has it
     */
    public @Nullable String transformerOutput() {
        return listsAllModules() ? transformerSettings().output() : null;
    }

    private TransformerSettings transformerSettings() {
        return TransformerSettings.read(files.below(transformer));
    }

    /**
     * How a model that searches by token vectors reads documents, or queries.
     *
     * @param name {@link SearchSide#DOCUMENT} or {@link SearchSide#QUERY}
     * @throws ModelException if the files do not say it in a way that is known here
     */
    public SearchSide searchSide(String name) {
        return entries != null && PyLate.saved(entries)
                ? pyLate().side(name)
                : transformerSettings().side(name);
    }

    private PyLate pyLate() {
        return new PyLate(files.optionalJson(SETTINGS, "the sentence encoder's settings"));
    }

    /** True if there is a module of that class of the library. */
    public boolean lists(String name) {
        return entries != null
                && entries.stream().anyMatch(entry -> entry.name().equals(name));
    }

    static final Set<String> KNOWN =
            Set.of("Pooling", "Dense", "Normalize", "LayerNorm", "SpladePooling", "MultiVectorMask");

    /** A transformer, and one with its masked language model's head. */
    private static final Set<String> TRANSFORMERS = Set.of("Transformer", "MLMTransformer");
}
