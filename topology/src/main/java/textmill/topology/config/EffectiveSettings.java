package textmill.topology.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** Every setting that holds, in the order of the reference, secrets hidden. */
final class EffectiveSettings {
    private final List<EffectiveSetting> all = new ArrayList<>();

    private EffectiveSettings() {}

    /**
     * Lists them.
     *
     * @param sorted as the user wrote them
     * @param assembled what goes to Kafka, ours and passed through
     */
    static List<EffectiveSetting> of(
            Settings process, List<PipelineConfig> pipelines, Sorted sorted, Properties assembled) {
        EffectiveSettings effective = new EffectiveSettings();
        effective.add(process, "", Section.keysOfTheProcess());
        pipelines.forEach(effective::add);
        effective.addKafka(sorted.kafka(), assembled);
        // Headers hold logins; nobody here knows which other properties may.
        sorted.openTelemetry()
                .forEach((name, written) -> effective.add(
                        name, name.contains("headers") ? EffectiveSetting.HIDDEN : written.value(), written));
        sorted.serde().forEach((name, written) -> {
            if (!written.name().equals(RegistryKeys.SCHEMA_REGISTRY_URL.keyName())) {
                effective.add(
                        written.name(),
                        SecretKeys.isSecretOfTheSerdes(name) ? EffectiveSetting.HIDDEN : written.value(),
                        written);
            }
        });
        return List.copyOf(effective.all);
    }

    private void add(Settings settings, String prefix, List<Key<?>> keys) {
        keys.forEach(key -> add(settings, prefix, key));
    }

    private <T> void add(Settings settings, String prefix, Key<T> key) {
        Optional<Written> written = settings.writtenOf(key);
        boolean hidden = written.filter(Placeholders::isKeptInAFile).isPresent();
        settings.find(key)
                .ifPresent(value -> all.add(new EffectiveSetting(
                        prefix + key.keyName(),
                        hidden ? EffectiveSetting.HIDDEN : key.rule().write(value),
                        origin(written))));
    }

    private void add(PipelineConfig pipeline) {
        add(pipeline.settings(), pipeline.prefix(), Section.keysOfAPipeline());
        if (pipeline.settings().find(DeadLetterKeys.TOPIC).isEmpty()) {
            all.add(new EffectiveSetting(
                    pipeline.prefix() + DeadLetterKeys.TOPIC.keyName(),
                    pipeline.deadLetterTopic(),
                    EffectiveSetting.DEFAULT));
        }
        pipeline.tasks().forEach(this::add);
    }

    private void add(TaskSettings task) {
        add(task.settings(), task.prefix(), TaskKeys.ALL);
        if (task.settings().find(TaskKeys.TOPIC).isEmpty()) {
            all.add(new EffectiveSetting(
                    task.prefix() + TaskKeys.TOPIC.keyName(), task.topic(), EffectiveSetting.DEFAULT));
        }
        task.written().forEach((name, written) -> add(task.prefix() + name, written.value(), written));
    }

    private void addKafka(Map<String, Written> written, Properties assembled) {
        Map<String, Object> sorted = new TreeMap<>();
        assembled.forEach((name, value) -> sorted.put(name.toString(), value));
        KafkaKeys.SECTION.keys().forEach(key -> sorted.remove(key.keyName()));
        sorted.forEach((name, value) -> {
            Written own = written.get(name);
            boolean secret = SecretKeys.isSecretOfKafka(KafkaSettings.withoutClient(name))
                    || (own != null && Placeholders.isKeptInAFile(own));
            all.add(new EffectiveSetting(
                    KafkaSettings.PREFIX + name,
                    secret && written.containsKey(name)
                            ? EffectiveSetting.HIDDEN
                            : Addresses.hideUsers(value.toString()),
                    origin(Optional.ofNullable(written.get(name)))));
        });
    }

    private void add(String key, String value, Written written) {
        String shown = Placeholders.isKeptInAFile(written) ? EffectiveSetting.HIDDEN : Addresses.hideUsers(value);
        all.add(new EffectiveSetting(key, shown, origin(Optional.of(written))));
    }

    private static String origin(Optional<Written> written) {
        return written.map(found -> found.place().isEmpty() ? "given" : found.place())
                .orElse(EffectiveSetting.DEFAULT);
    }
}
