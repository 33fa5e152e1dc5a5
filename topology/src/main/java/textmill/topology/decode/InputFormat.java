package textmill.topology.decode;

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
import textmill.topology.config.RedactionKeys;
import textmill.topology.config.RegistryKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.decode.ExtractingDecoder.Beside;

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
     */
    public record Wanted(PipelineConfig pipeline, @Nullable String pairField) {
        private Beside beside(Function<String, TextExtractor> at) {
            String prompt = pipeline.find(InputKeys.PROMPT_FIELD).orElse(null);
            return new Beside(
                    pairField == null ? null : at.apply(pairField),
                    prompt == null ? null : at.apply(prompt),
                    keyField().map(at).orElse(null),
                    promptHeader());
        }

        private Optional<String> keyField() {
            return pipeline.anomalies()
                    .map(AnomalyPlan::key)
                    .filter(key -> key.kind() == KeySource.Kind.FIELD)
                    .map(KeySource::name);
        }

        private @Nullable String promptHeader() {
            return pipeline.find(InputKeys.PROMPT_HEADER).orElse(null);
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
            if (pipeline.find(InputKeys.PROMPT_FIELD).isPresent()) {
                throw new ConfigException(List.of(pipeline.nameOf(InputKeys.PROMPT_FIELD) + ": with "
                        + pipeline.nameOf(InputKeys.FORMAT)
                        + " = string a record has no fields; use " + pipeline.nameOf(InputKeys.PROMPT_HEADER) + "."));
            }
            if (wanted.keyField().isPresent()) {
                throw new ConfigException(List.of(pipeline.nameOf(AnomalyKeys.KEY) + " = field:"
                        + wanted.keyField().orElseThrow() + ": with " + pipeline.nameOf(InputKeys.FORMAT)
                        + " = string a record has no fields; use header:NAME or record-key."));
            }
            TextExtractor strings = TextExtractor.create(new TextFormat(kind, field, null), Map.of());
            Beside header = new Beside(null, null, null, wanted.promptHeader());
            return new InputFormat(sharing(strings, header), SchemaGate.open(), strings::replace);
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
