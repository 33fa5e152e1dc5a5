package textmill.topology.decode;

import java.util.Map;
import java.util.function.Supplier;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.SerdeClass;
import textmill.schema.text.TextExtractor;
import textmill.schema.text.TextFormat;
import textmill.topology.config.InputKeys;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.RegistryKeys;
import textmill.topology.config.TextmillConfig;

/** The configured format of the input: makes decoders for the processors and the gate before them. */
public final class InputFormat implements AutoCloseable {
    private final Supplier<TextDecoder> decoders;
    private final SchemaGate gate;

    /**
     * @param decoders a decoder for each processor
     * @param gate shared by them; closed with the format
     */
    public InputFormat(Supplier<TextDecoder> decoders, SchemaGate gate) {
        this.decoders = decoders;
        this.gate = gate;
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
            return new InputFormat(() -> new ExtractingDecoder(strings, false), SchemaGate.open());
        }
        Supplier<TextDecoder> decoders = kind == TextFormat.Kind.JSON
                ? sharing(TextExtractor.json(field, registry))
                : SerdeClass.isOurs(serde)
                        ? sharing(TextExtractor.avro(field, registry))
                        : () -> new ExtractingDecoder(
                                TextExtractor.create(new TextFormat(kind, field, serde), config.serde()), true);
        return new InputFormat(decoders, new RegistryGate(decoders, condition));
    }

    private static Supplier<TextDecoder> sharing(TextExtractor extractor) {
        return () -> new ExtractingDecoder(extractor, false);
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
