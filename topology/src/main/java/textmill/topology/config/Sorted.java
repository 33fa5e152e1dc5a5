package textmill.topology.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import textmill.schema.registry.DidYouMean;

/**
 * Settings by whom they are for.
 *
 * @param process settings of the process by key
 * @param pipelines settings of each pipeline by key, inherited ones included; one without a name if none was named
 * @param kafka what is passed to Kafka, without the prefix
 * @param serde what is passed to the serdes
 * @param openTelemetry what is passed to OpenTelemetry, whole names
 */
record Sorted(
        Map<String, Written> process,
        Map<String, Map<String, Written>> pipelines,
        Map<String, Written> kafka,
        Map<String, Written> serde,
        Map<String, Written> openTelemetry) {

    static final String OPEN_TELEMETRY = "otel.";
    private static final String NAME = "[A-Za-z0-9_-]+";

    /** Sorts settings; adds to {@code problems} those that are for nobody. */
    static Sorted of(Map<String, Written> written, Collection<String> problems) {
        Sorted sorted = new Sorted(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        Map<String, Written> inherited = new TreeMap<>();
        written.forEach((key, setting) -> {
            Optional<String> theirs = SerdeSettings.nameFor(key);
            theirs.ifPresent(name -> sorted.serde.put(name, setting));
            if (isOf(Section.keysOfTheProcess(), key)) {
                sorted.process.put(key, setting);
            } else if (key.startsWith(KafkaSettings.PREFIX)) {
                sorted.kafka.put(key.substring(KafkaSettings.PREFIX.length()), setting);
            } else if (key.startsWith(OPEN_TELEMETRY)) {
                sorted.openTelemetry.put(key, setting);
            } else if (key.startsWith(PipelineConfig.PREFIX)) {
                sorted.putIntoPipeline(key, setting, problems);
            } else if (isOfAPipeline(key)) {
                inherited.put(key, setting);
            } else if (theirs.isEmpty()) {
                problems.add("Unknown key " + setting.named() + didYouMean(key));
            }
        });
        if (sorted.pipelines.isEmpty()) {
            sorted.pipelines.put("", new TreeMap<>());
        }
        sorted.pipelines.values().forEach(own -> inherited.forEach(own::putIfAbsent));
        return sorted;
    }

    private void putIntoPipeline(String key, Written setting, Collection<String> problems) {
        String[] parts = key.split("\\.", 3);
        if (parts.length < 3 || !parts[1].matches(NAME)) {
            problems.add(setting.named() + ": expected pipeline.NAME.KEY with a name of letters, digits, - and _.");
            return;
        }
        Map<String, Written> own = pipelines.computeIfAbsent(parts[1], unused -> new TreeMap<>());
        if (isOfAPipeline(parts[2])) {
            own.put(parts[2], setting);
        } else if (isOf(Section.keysOfTheProcess(), parts[2])
                || parts[2].startsWith(KafkaSettings.PREFIX)
                || SerdeSettings.nameFor(parts[2]).isPresent()) {
            problems.add(setting.named() + ": " + parts[2] + " holds for the whole process; write it without "
                    + PipelineConfig.PREFIX + parts[1] + ".");
        } else {
            problems.add("Unknown key " + setting.named() + didYouMean(parts[2]));
        }
    }

    private static boolean isOfAPipeline(String key) {
        return isOf(Section.keysOfAPipeline(), key) || key.matches("task\\." + NAME + "\\..+");
    }

    private static boolean isOf(Collection<Key<?>> keys, String name) {
        return keys.stream().anyMatch(key -> key.keyName().equals(name));
    }

    private static String didYouMean(String name) {
        if (name.startsWith(TaskKeys.PREFIX)) {
            return ": expected task.NAME.model, task.NAME.topic or an option, with a name of letters, digits, - and _.";
        }
        List<String> names = new ArrayList<>(SerdeSettings.names());
        Section.keysOfTheProcess().forEach(key -> names.add(key.keyName()));
        Section.keysOfAPipeline().forEach(key -> names.add(key.keyName()));
        TreeSet<String> all = new TreeSet<>(names);
        all.addAll(OldNames.RENAMED.keySet());
        return DidYouMean.among(all, name)
                .map(meant -> ": did you mean " + OldNames.nowCalled(meant).orElse(meant) + "?")
                .orElse(": it is not in the reference; put " + KafkaSettings.PREFIX + " before a setting for Kafka, "
                        + SerdeSettings.PREFIX + " before one for the serdes.");
    }
}
