package textmill.topology.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a pipeline judges its texts.
 *
 * @param topics where what goes, and comes from
 * @param key what tells texts apart
 * @param learning how they are learnt
 * @param withText whether records carry the text
 */
public record AnomalyPlan(Topics topics, KeySource key, Learning learning, boolean withText) {

    /**
     * Topics.
     *
     * @param judgements a record for each text
     * @param alarms alarms alone
     * @param feedback what people say of alarms
     * @param drift changes of streams
     */
    public record Topics(
            String judgements, Optional<String> alarms, Optional<String> feedback, Optional<String> drift) {
        /** Every one. */
        public List<String> all() {
            return Stream.of(Optional.of(judgements), alarms, feedback, drift)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /**
     * How texts are learnt, all in texts of a key.
     *
     * @param alarmRate wanted share of alarms
     * @param keys so many keys have a calibration of their own
     * @param warmUp so many texts come before alarms
     * @param reservoir so many normal texts are compared with
     * @param neighbours so many nearest of them are looked at
     * @param repeatWindow how long an alarm can be repeated
     * @param driftWindows how many windows of 512 texts a change must hold
     */
    public record Learning(
            double alarmRate,
            int keys,
            int warmUp,
            int reservoir,
            int neighbours,
            int repeatWindow,
            int driftWindows) {}

    /** What a pipeline's settings say, if they say anything; {@code problems} gets what does not fit together. */
    static Optional<AnomalyPlan> read(
            Settings settings, Collection<TaskSettings> tasks, boolean redacts, Collection<String> problems) {
        if (!settings.isWritten(AnomalyKeys.TOPIC)) {
            AnomalyKeys.SECTION.keys().stream()
                    .filter(settings::isWritten)
                    .forEach(key ->
                            problems.add(settings.placeOf(key) + " is set but " + settings.nameOf(AnomalyKeys.TOPIC)
                                    + " is not, so nothing is judged: set the topic, or remove it."));
            return Optional.empty();
        }
        if (tasks.isEmpty()) {
            problems.add(settings.placeOf(AnomalyKeys.TOPIC)
                    + " is set, and no task is on whose results texts could be judged by: set task.NAME.model.");
        }
        boolean withText = settings.find(AnomalyKeys.TEXT).orElse(AnomalyKeys.Content.NONE) == AnomalyKeys.Content.FULL;
        if (withText && redacts) {
            problems.add(settings.placeOf(AnomalyKeys.TEXT) + " = full writes the texts which "
                    + settings.nameOf(RedactionKeys.TOPIC) + " is to keep back: set it to none.");
        }
        Optional<Learning> learning = learning(settings);
        Optional<KeySource> key = settings.find(AnomalyKeys.KEY);
        return settings.find(AnomalyKeys.TOPIC)
                .filter(topic -> learning.isPresent() && key.isPresent())
                .map(topic -> new AnomalyPlan(
                        new Topics(
                                topic,
                                settings.find(AnomalyKeys.ALARM_TOPIC),
                                settings.find(AnomalyKeys.FEEDBACK_TOPIC),
                                settings.find(AnomalyKeys.DRIFT_TOPIC)),
                        key.orElseThrow(),
                        learning.orElseThrow(),
                        withText));
    }

    /** Empty if a value did not fit. */
    private static Optional<Learning> learning(Settings settings) {
        boolean whole = AnomalyKeys.SECTION.keys().stream()
                .filter(key -> key.defaultValue().isPresent())
                .allMatch(key -> settings.find(key).isPresent());
        return whole
                ? Optional.of(new Learning(
                        settings.get(AnomalyKeys.ALARM_RATE),
                        settings.get(AnomalyKeys.MAX_KEYS),
                        settings.get(AnomalyKeys.WARM_UP),
                        settings.get(AnomalyKeys.RESERVOIR),
                        settings.get(AnomalyKeys.NEIGHBOURS),
                        settings.get(AnomalyKeys.REPEAT_WINDOW),
                        settings.get(AnomalyKeys.DRIFT_WINDOWS)))
                : Optional.empty();
    }

    /** What is written, by key. */
    Map<Key<String>, String> outputs() {
        Map<Key<String>, String> outputs = new LinkedHashMap<>();
        outputs.put(AnomalyKeys.TOPIC, topics.judgements);
        topics.alarms.ifPresent(topic -> outputs.put(AnomalyKeys.ALARM_TOPIC, topic));
        topics.drift.ifPresent(topic -> outputs.put(AnomalyKeys.DRIFT_TOPIC, topic));
        return outputs;
    }
}
