package textmill.embedded.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import textmill.embedded.BrokerStartException;

/** Makes the schemas topic, or checks the one that is there. */
final class SchemaTopic {

    private SchemaTopic() {}

    static void ensure(String bootstrapServers, String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "request.timeout.ms", 10_000))) {
            // One partition, for the order of the changes is what the registry is made of.
            NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty())
                    .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
            try {
                admin.createTopics(List.of(wanted)).all().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
                requireCompacted(admin, topic);
            }
        } catch (ExecutionException e) {
            throw new BrokerStartException(
                    "the schema registry cannot use topic " + topic + " at " + bootstrapServers + ": " + e.getCause(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerStartException("interrupted while looking for topic " + topic, e);
        }
    }

    private static void requireCompacted(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var found = admin.describeConfigs(List.of(resource)).values().get(resource);
        String policy = found == null
                ? "unknown"
                : found.get().get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy)) {
            throw new BrokerStartException("topic " + topic + " has cleanup.policy=" + policy
                    + ", expected compact: its schemas would be deleted with age");
        }
    }
}
