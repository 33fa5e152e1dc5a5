package textmill.topology.decode;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.SerdeClass;
import textmill.schema.text.TextExtractor;
import textmill.schema.text.TextFormat;
import textmill.topology.config.ConfigException;
import textmill.topology.config.InputKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.RedactionKeys;
import textmill.topology.config.RegistryKeys;
import textmill.topology.config.TextmillConfig;

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
     * As configured for a pipeline.
     *
     * @param registry the registry client that our own decoders share
     * @param condition told whether the registry answers
     */
    public static InputFormat of(
            TextmillConfig config, PipelineConfig pipeline, SchemaRegistry registry, RegistryCondition condition) {
        TextFormat.Kind kind = pipeline.get(InputKeys.FORMAT);
        String field = pipeline.get(InputKeys.TEXT_FIELD);
        String serde = config.get(RegistryKeys.VALUE_SERDE);
        if (kind == TextFormat.Kind.STRING) {
            TextExtractor strings = TextExtractor.create(new TextFormat(kind, field, null), Map.of());
            return new InputFormat(sharing(strings), SchemaGate.open(), strings::replace);
        }
        boolean ours = SerdeClass.isOurs(serde)
                || (pipeline.redaction().isPresent() && serde.strip().startsWith(CONFLUENT));
        if (kind == TextFormat.Kind.JSON || ours) {
            TextExtractor shared = kind == TextFormat.Kind.JSON
                    ? TextExtractor.json(field, registry)
                    : TextExtractor.avro(field, registry);
            return new InputFormat(sharing(shared), new RegistryGate(sharing(shared), condition), shared::replace);
        }
        if (pipeline.redaction().isPresent()) {
            throw new ConfigException(List.of("value.serde = " + serde + " cannot be used with "
                    + pipeline.nameOf(RedactionKeys.TOPIC)
                    + ": the text is replaced in the bytes of Avro records, which this class may read otherwise. Remove"
                    + " it, or use Confluent's."));
        }
        Supplier<TextDecoder> foreign = () ->
                new ExtractingDecoder(TextExtractor.create(new TextFormat(kind, field, serde), config.serde()), true);
        return new InputFormat(foreign, new RegistryGate(foreign, condition));
    }

    private static Supplier<TextDecoder> sharing(TextExtractor extractor) {
        return () -> new ExtractingDecoder(extractor, false);
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
