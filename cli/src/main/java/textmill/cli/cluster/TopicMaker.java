package textmill.cli.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.CliException;
import textmill.topology.Preflight;
import textmill.topology.config.TextmillConfig;
import textmill.topology.start.BriefAdmin;

/** Creates the topics that are not there; those that are stay as they are. */
public final class TopicMaker {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Admin admin;
    private final Wish wish;
    private final Consumer<String> lines;

    private TopicMaker(Admin admin, Wish wish, Consumer<String> lines) {
        this.admin = admin;
        this.wish = wish;
        this.lines = lines;
    }

    /**
     * What the user wants of all topics.
     *
     * @param partitions of each; null for as many as the input topic has
     * @param replicas of each partition; null for the brokers' default
     * @param usual partitions of an input topic that is not there
     */
    record Wish(@Nullable Integer partitions, @Nullable Integer replicas, int usual) {}

    /**
     * Creates all topics of a configuration with as many partitions as its input topics have.
     *
     * @param lines takes one for each topic
     */
    public static void make(TextmillConfig config, Consumer<String> lines) throws InterruptedException {
        Map<String, Object> client = Preflight.adminConfig(config, PATIENCE);
        make(client, WantedTopic.of(config), new Wish(null, null, 1), lines);
    }

    /**
     * Creates them, inputs first, and says a line for each.
     *
     * @param client settings of a client that may create topics
     */
    static void make(Map<String, Object> client, List<WantedTopic> wanted, Wish wish, Consumer<String> lines)
            throws InterruptedException {
        try (Admin admin = new BriefAdmin(client)) {
            TopicMaker maker = new TopicMaker(admin, wish, lines);
            for (WantedTopic topic : wanted) {
                maker.make(topic);
            }
        }
    }

    private void make(WantedTopic topic) throws InterruptedException {
        int there = partitions(topic.name());
        if (there > 0) {
            int expected = partitions(topic.like());
            lines.accept("there     " + topic.name() + "  " + there + " partitions, " + topic.role()
                    + (there < expected ? "; fewer than the " + expected + " of " + topic.like() : ""));
            return;
        }
        int own = wish.partitions == null ? partitions(topic.like()) : wish.partitions;
        int many = own > 0 ? own : wish.usual;
        NewTopic made = new NewTopic(
                        topic.name(),
                        Optional.of(many),
                        Optional.ofNullable(wish.replicas).map(Integer::shortValue))
                .configs(topic.config());
        try {
            admin.createTopics(List.of(made)).all().get();
            lines.accept("created   " + topic.name() + "  " + many + " partitions, " + topic.role());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                throw CliException.configuration("topic " + topic.name() + " cannot be created: this login has no right"
                        + " to create it; name an administrator's by --command-config FILE, or have an administrator run"
                        + " what 'textmill topics' prints without --create");
            } else if (!(e.getCause() instanceof TopicExistsException)) {
                throw CliException.fault("topic " + topic.name() + " cannot be created: "
                        + (e.getCause() == null ? e : e.getCause()).getMessage());
            }
        }
    }

    /** 0 if there is no such topic. */
    private int partitions(String topic) throws InterruptedException {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof TopicAuthorizationException) {
                return 0;
            }
            throw CliException.configuration(
                    "no answer about topic " + topic + ": " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
    }
}
