package textmill.schema.serde;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import textmill.schema.registry.SubjectNameStrategy;

/**
 * The serdes' settings for keys or for values.
 *
 * @param isKey true for a record's key, false for its value
 * @param strategy how subjects are named
 * @param specific read into generated classes
 * @param writing which schema to write with
 */
record SerdeConfig(boolean isKey, SubjectNameStrategy strategy, boolean specific, Writing writing) {

    /** Which schema a record is written with. */
    record Writing(boolean autoRegister, boolean useLatest, boolean removeJavaProperties) {}

    static SerdeConfig from(Map<String, ?> configs, boolean isKey) {
        Map<String, Object> settings = new TreeMap<>();
        configs.forEach((key, value) -> {
            if (value != null) {
                settings.put(key, value instanceof Class<?> type ? type.getName() : value);
            }
        });
        AbstractConfig parsed = new AbstractConfig(SerdeKeys.definition(), settings, false);
        String strategyKey = isKey ? SerdeKeys.KEY_STRATEGY : SerdeKeys.VALUE_STRATEGY;
        return new SerdeConfig(
                isKey,
                SubjectNameStrategy.parse(strategyKey, parsed.getString(strategyKey)),
                parsed.getBoolean(SerdeKeys.SPECIFIC_READER),
                new Writing(
                        parsed.getBoolean(SerdeKeys.AUTO_REGISTER),
                        parsed.getBoolean(SerdeKeys.USE_LATEST),
                        parsed.getBoolean(SerdeKeys.REMOVE_JAVA_PROPERTIES)));
    }
}
