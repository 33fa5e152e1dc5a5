package textmill.schema.serde;

import org.apache.avro.Schema;
import textmill.schema.registry.JavaProperties;
import textmill.schema.registry.RegisteredSchema;
import textmill.schema.registry.SchemaRegistry;

/** Decides with which schema, and so with which id, a record is written. */
final class SchemaChoice {
    /**
     * @param id goes into the header
     * @param schema the schema of that id, as far as the body is concerned
     */
    record Chosen(int id, Schema schema) {}

    private final SchemaRegistry registry;
    private final SerdeConfig config;

    SchemaChoice(SchemaRegistry registry, SerdeConfig config) {
        this.registry = registry;
        this.config = config;
    }

    Chosen choose(String topic, Schema schema) {
        String recordName = schema.getType() == Schema.Type.RECORD ? schema.getFullName() : null;
        String subject = config.strategy().subject(topic, config.isKey(), recordName);
        SerdeConfig.Writing writing = config.writing();
        Schema published = writing.removeJavaProperties() ? JavaProperties.without(schema) : schema;
        if (writing.autoRegister()) {
            return new Chosen(registry.register(subject, published), schema);
        }
        if (writing.useLatest()) {
            RegisteredSchema latest = registry.latest(subject);
            return new Chosen(latest.id(), latest.schema());
        }
        return new Chosen(registry.idOf(subject, published), schema);
    }
}
