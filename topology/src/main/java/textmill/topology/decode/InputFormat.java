package textmill.topology.decode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.SerdeClass;
import textmill.schema.text.TextExtractor;
import textmill.schema.text.TextFormat;
import textmill.topology.config.AnomalyKeys;
import textmill.topology.config.AnomalyPlan;
import textmill.topology.config.ConfigException;
import textmill.topology.config.InputKeys;
import textmill.topology.config.KeySource;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.PromptPlace;
import textmill.topology.config.RedactionKeys;
import textmill.topology.config.RegistryKeys;
import textmill.topology.config.TaskKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.decode.ExtractingDecoder.Beside;
import textmill.topology.decode.ExtractingDecoder.PromptFinder;

/** The configured format of the input: makes decoders for the processors and the gate before them. */
public final class InputFormat implements AutoCloseable {
    /** Their Avro classes all read one wire format, which is ours too. */
    private static final String CONFLUENT = "io.confluent.";

    private final Supplier<TextDecoder> decoders;
    private final SchemaGate gate;
    private final @Nullable TextReplacer replacer;

    /**
     * @param decoders a decoder for each processor
     * @param gate shared by them; closed with the format
     */
    public InputFormat(Supplier<TextDecoder> decoders, SchemaGate gate) {
        this(decoders, gate, null);
    }

    private InputFormat(Supplier<TextDecoder> decoders, SchemaGate gate, @Nullable TextReplacer replacer) {
        this.decoders = decoders;
        this.gate = gate;
        this.replacer = replacer;
    }

    /**
     * What is looked for in the records of a pipeline.
     *
     * @param pipeline its settings
     * @param pairField path of the second text, or null if none is wanted
     * @param prompts where names of prompts are for single tasks, by the names that the engine has for them
     */
    public record Wanted(PipelineConfig pipeline, @Nullable String pairField, Map<String, PromptPlace> prompts) {
        /** Copies the map. */
        public Wanted {
            prompts = Map.copyOf(prompts);
        }

        /** One prompt for all tasks. */
        public Wanted(PipelineConfig pipeline, @Nullable String pairField) {
            this(pipeline, pairField, Map.of());
        }

        private Beside beside(Function<String, TextExtractor> at) {
            Map<String, PromptFinder> byTask = new HashMap<>();
            prompts.forEach((task, place) -> byTask.put(task, finder(place, at)));
            return new Beside(
                    pairField == null ? null : at.apply(pairField),
                    finder(prompt(), at),
                    Map.copyOf(byTask),
                    keyField().map(at).orElse(null));
        }

        private static PromptFinder finder(PromptPlace place, Function<String, TextExtractor> at) {
            String field = place.field();
            return new PromptFinder(place.header(), field == null ? null : at.apply(field));
        }

        private PromptPlace prompt() {
            return new PromptPlace(
                    pipeline.find(InputKeys.PROMPT_HEADER).orElse(null),
                    pipeline.find(InputKeys.PROMPT_FIELD).orElse(null));
        }

        private Optional<String> keyField() {
            return pipeline.anomalies()
                    .map(AnomalyPlan::key)
                    .filter(key -> key.kind() == KeySource.Kind.FIELD)
                    .map(KeySource::name);
        }

        /** The whole name of a key that names a field to look for a prompt in, or null. */
        private @Nullable String promptFieldKey() {
            if (prompt().field() != null) {
                return pipeline.nameOf(InputKeys.PROMPT_FIELD);
            }
            return pipeline.tasks().stream()
                    .filter(task -> task.promptPlace()
                            .map(place -> place.field() != null)
                            .orElse(false))
                    .map(task -> task.nameOf(TaskKeys.PROMPT_FIELD))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * As configured for a pipeline.
     *
     * @param registry the registry client that our own decoders share
     * @param condition told whether the registry answers
     */
    public static InputFormat of(
            TextmillConfig config, Wanted wanted, SchemaRegistry registry, RegistryCondition condition) {
        PipelineConfig pipeline = wanted.pipeline;
        TextFormat.Kind kind = pipeline.get(InputKeys.FORMAT);
        String field = pipeline.get(InputKeys.TEXT_FIELD);
        String serde = config.get(RegistryKeys.VALUE_SERDE);
        if (kind == TextFormat.Kind.STRING) {
            String inField = wanted.promptFieldKey();
            if (inField != null) {
                throw new ConfigException(List.of(inField + ": with " + pipeline.nameOf(InputKeys.FORMAT)
                        + " = string a record has no fields; use "
                        + inField.replaceFirst("field$", "header") + "."));
            }
            if (wanted.keyField().isPresent()) {
                throw new ConfigException(List.of(pipeline.nameOf(AnomalyKeys.KEY) + " = field:"
                        + wanted.keyField().orElseThrow() + ": with " + pipeline.nameOf(InputKeys.FORMAT)
                        + " = string a record has no fields; use header:NAME or record-key."));
            }
            TextExtractor strings = TextExtractor.create(new TextFormat(kind, field, null), Map.of());
            Beside headers = wanted.beside(unused -> strings);
            return new InputFormat(sharing(strings, headers), SchemaGate.open(), strings::replace);
        }
        boolean ours = SerdeClass.isOurs(serde)
                || (pipeline.redaction().isPresent() && serde.strip().startsWith(CONFLUENT));
        if (kind == TextFormat.Kind.JSON || ours) {
            Function<String, TextExtractor> at = kind == TextFormat.Kind.JSON
                    ? path -> TextExtractor.json(path, registry)
                    : path -> TextExtractor.avro(path, registry);
            TextExtractor shared = at.apply(field);
            Supplier<TextDecoder> decoders = sharing(shared, wanted.beside(at));
            return new InputFormat(decoders, new RegistryGate(decoders, condition), shared::replace);
        }
        if (pipeline.redaction().isPresent()) {
            throw new ConfigException(List.of("value.serde = " + serde + " cannot be used with "
                    + pipeline.nameOf(RedactionKeys.TOPIC)
                    + ": the text is replaced in the bytes of Avro records, which this class may read otherwise. Remove"
                    + " it, or use Confluent's."));
        }
        Function<String, TextExtractor> made =
                path -> TextExtractor.create(new TextFormat(kind, path, serde), config.serde());
        Supplier<TextDecoder> foreign = () -> new ExtractingDecoder(made.apply(field), wanted.beside(made), true);
        return new InputFormat(foreign, new RegistryGate(foreign, condition));
    }

    private static Supplier<TextDecoder> sharing(TextExtractor extractor, Beside beside) {
        return () -> new ExtractingDecoder(extractor, beside, false);
    }

    /**
     * Puts other texts into records.
     *
     * @throws IllegalStateException if somebody else's deserializer reads them, which a pipeline that redacts refuses
     */
    public TextReplacer replacer() {
        if (replacer == null) {
            throw new IllegalStateException("a foreign deserializer cannot write what it reads");
        }
        return replacer;
    }

    /** A decoder for one processor, which closes it. */
    public TextDecoder newDecoder() {
        return decoders.get();
    }

    /** The gate before all of them. */
    public SchemaGate gate() {
        return gate;
    }

    @Override
    public void close() {
        gate.close();
    }
}
