package textmill.schema.registry;

import java.util.Locale;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** How the subject under which a schema is registered gets its name. Confluent's class names are understood. */
public enum SubjectNameStrategy {
    /** {@code <topic>-value} or {@code <topic>-key}: one schema lineage per topic. */
    TOPIC_NAME("TopicNameStrategy"),
    /** The schema's full name: one lineage per record type, whatever the topic. */
    RECORD_NAME("RecordNameStrategy"),
    /** {@code <topic>-<full name>}: one lineage per record type within a topic. */
    TOPIC_RECORD_NAME("TopicRecordNameStrategy");

    private final String className;

    SubjectNameStrategy(String className) {
        this.className = className;
    }

    /**
     * The strategy that a configured value means: a {@link Class} or a name, of which the part after the last dot
     * counts, so that {@code io.confluent.kafka.serializers.subject.RecordNameStrategy} will do.
     *
     * @param key the configuration key, for the message
     * @throws ConfigException if no such strategy exists here
     */
    public static SubjectNameStrategy parse(String key, Object value) {
        String name = value instanceof Class<?> type
                ? type.getName()
                : value.toString().trim();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        for (SubjectNameStrategy strategy : values()) {
            if (strategy.className.equalsIgnoreCase(simple)
                    || strategy.name().equals(simple.toUpperCase(Locale.ROOT))) {
                return strategy;
            }
        }
        throw new ConfigException(
                key,
                name,
                "expected TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy (Confluent's full class"
                        + " names are fine too); custom strategies need Confluent's own serializer");
    }

    /**
     * The subject of a record.
     *
     * @param recordName full name of the record's schema, null if it is not a record
     * @throws org.apache.kafka.common.errors.SerializationException if the strategy needs a record and this is none
     */
    public String subject(String topic, boolean isKey, @Nullable String recordName) {
        if (this == TOPIC_NAME) {
            return topic + (isKey ? "-key" : "-value");
        }
        if (recordName == null) {
            throw new org.apache.kafka.common.errors.SerializationException(
                    className + " needs a record, but the schema of this " + (isKey ? "key" : "value") + " of topic "
                            + topic + " is not a record; use TopicNameStrategy");
        }
        return this == RECORD_NAME ? recordName : topic + "-" + recordName;
    }
}
