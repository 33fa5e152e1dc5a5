package textmill.topology.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;

/** Keys by the names that they had before tasks had names of their own. They work, and say what they are now called. */
final class OldNames {
    private static final Logger LOG = LoggerFactory.getLogger(OldNames.class);

    /** New names by old ones. */
    static final Map<String, String> RENAMED = new TreeMap<>(Map.of(
            "embedding.model", "task.embeddings.model",
            "embedding.topic", "task.embeddings.topic",
            "classification.model", "task.classifications.model",
            "classification.topic", "task.classifications.topic",
            "classification.top.k", "task.classifications.top.k",
            "replaced-tokens.model", "task.replaced-tokens.model",
            "replaced-tokens.topic", "task.replaced-tokens.topic",
            "tokens", "task.replaced-tokens.tokens",
            "task.window.texts", "partition.window.texts",
            "task.window.bytes", "partition.window.bytes"));

    /** The old names of models said what was asked of them. */
    private static final Map<String, TaskType> KINDS = Map.of(
            "embedding.model", EmbeddingType.INSTANCE,
            "classification.model", ClassificationType.INSTANCE,
            "replaced-tokens.model", ReplacedTokensType.INSTANCE);

    private OldNames() {}

    /** The settings by their new names; messages go on naming what the user wrote. */
    static Map<String, Written> replace(Map<String, Written> written, Collection<String> problems) {
        Map<String, Written> replaced = new LinkedHashMap<>();
        written.forEach((name, setting) -> {
            String now = RENAMED.get(name);
            if (now == null) {
                replaced.put(name, setting);
                return;
            }
            Written same = written.get(now);
            if (same != null) {
                problems.add(setting.named() + " is the old name of " + same.named() + ": remove one of the two.");
                return;
            }
            LOG.warn("{} is now called {}; the old name still works", setting.named(), now);
            replaced.put(now, setting);
            TaskType kind = KINDS.get(name);
            if (kind != null) {
                String key = now.substring(0, now.lastIndexOf('.') + 1) + TaskKeys.KIND.keyName();
                replaced.putIfAbsent(
                        key,
                        written.getOrDefault(
                                key, Written.of(key, TaskKeys.KIND.rule().write(kind))));
            }
        });
        return replaced;
    }

    /** The other name of a key, if it ever had one: where one of the two is written anew, the other one is meant too. */
    static Optional<String> otherNameOf(String name) {
        return nowCalled(name).or(() -> RENAMED.entrySet().stream()
                .filter(renamed -> renamed.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst());
    }

    static Optional<String> nowCalled(String name) {
        return Optional.ofNullable(RENAMED.get(name));
    }
}
