package textmill.topology.reembed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.TextmillApp;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.result.ResultMark;
import textmill.topology.result.ResultMarks;
import textmill.topology.testing.Cluster;

/** The past once more, on a real broker, beside an application that works. */
@Timeout(180)
class ReembedJobTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int PARTITIONS = 2;
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    /** An application and the topics of a job; two tasks, to see that all of a text's results go together. */
    private static ReembedJob.Names names(String name, String suffix) {
        Map<String, String> settings = settings(name);
        settings.put("task.classifications.model", "stub");
        for (String topic : List.of("embeddings", "classifications", "dead-letters")) {
            cluster.createTopic(name + "." + topic + suffix, PARTITIONS, Map.of());
        }
        return named(settings, name, suffix);
    }

    /** A job asks the registry once: it is to wait for the answer, however long the machine stands. */
    private static Map<String, String> settings(String name) {
        Map<String, String> settings = cluster.topics(name, PARTITIONS);
        Cluster.PATIENCE.forEach((key, value) -> settings.put("schema.registry." + key, value));
        return settings;
    }

    private static ReembedJob.Names named(Map<String, String> settings, String name, String suffix) {
        TextmillConfig live = TextmillConfig.parse(settings);
        Map<String, String> elsewhere = new HashMap<>(settings);
        elsewhere.putAll(NewTopics.settings(live, suffix));
        return new ReembedJob.Names(live, TextmillConfig.parse(elsewhere), name, suffix);
    }

    private static final class Silent implements ReembedListener {
        private final List<String> notes = new ArrayList<>();

        @Override
        public void committed(long left) {}

        @Override
        public void note(String line) {
            notes.add(line);
        }
    }

    private static ReembedReport run(ReembedJob.Names names, String model, ReembedSettings settings) {
        try (ModelOf engine = new ModelOf(model);
                ReembedJob job = ReembedJob.open(names, engine, settings)) {
            return job.run(() -> false, new Silent());
        }
    }

    /**
     * Source offsets of a topic's results by input partition, in the order in which they stand, with their models. Brokers
     * close a transaction some time after its commit was answered: waits until nothing is open.
     */
    private static Map<Integer, List<ResultMark>> marks(ReembedJob.Names names, String topic) {
        await().atMost(LIMIT).until(() -> cluster.isStable(topic));
        ResultMarks reader = new ResultMarks(
                SchemaRegistry.connect(names.live().serde()), names.live().serde());
        Map<Integer, List<ResultMark>> marks = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : cluster.read(topic)) {
            ResultMark mark = reader.of(record).orElseThrow();
            assertThat(mark.partition()).isEqualTo(record.partition());
            marks.computeIfAbsent(mark.partition(), unused -> new ArrayList<>()).add(mark);
        }
        return marks;
    }

    private static List<Long> upTo(long end) {
        List<Long> offsets = new ArrayList<>();
        for (long i = 0; i < end; i++) {
            offsets.add(i);
        }
        return offsets;
    }

    @Test
    void shouldComputeThePastOnceIntoNewTopicsAndTouchNothingElse() throws Exception {
        // Given
        ReembedJob.Names names = names("past", ".v2");
        cluster.produceTexts("past", PARTITIONS, 0, 300);

        // When
        ReembedReport report = run(names, "new", ReembedSettings.everything());

        // Then
        assertThat(report.done()).isTrue();
        assertThat(report.resumed()).isFalse();
        assertThat(report.records()).isEqualTo(300);
        for (String topic : List.of("past.embeddings.v2", "past.classifications.v2")) {
            assertThat(marks(names, topic)).hasSize(PARTITIONS).allSatisfy((partition, marks) -> {
                assertThat(marks).extracting(ResultMark::offset).isEqualTo(upTo(150));
                assertThat(marks).extracting(ResultMark::fingerprint).containsOnly("new");
            });
        }
        assertThat(cluster.read("past.embeddings.v2")).allSatisfy(record -> assertThat(new String(record.key(), UTF_8))
                .startsWith("text "));
        assertThat(cluster.end("past.embeddings")).isZero();
        assertThat(cluster.end("past.dead-letters.v2")).isZero();
        assertThat(cluster.admin().listGroups().all().get())
                .noneMatch(group -> group.groupId().equals("past"));
        // The topic of offsets has a marker of its own, which may come later than the others.
        await().atMost(LIMIT).until(() -> cluster.committed("past-reembed.v2", new TopicPartition("past", 0)) == 150);
        // And a second run has nothing to do, whatever has come since
        cluster.produceTexts("past", PARTITIONS, 300, 310);
        assertThat(run(names, "new", ReembedSettings.everything()).done()).isTrue();
        assertThat(marks(names, "past.embeddings.v2").get(0)).hasSize(150);
    }

    @Test
    void shouldGoOnWhereItWasStoppedAndRefuseOtherModels() {
        // Given a job that cannot come to its end, since texts beyond the first hundred are computed for ever
        ReembedJob.Names names = names("stopped", ".v2");
        cluster.produceTexts("stopped", PARTITIONS, 0, 400);
        AtomicBoolean stopping = new AtomicBoolean();
        ReembedReport first;
        try (ModelOf engine = ModelOf.endless("new", text -> number(text) >= 100);
                ReembedJob job = ReembedJob.open(names, engine, ReembedSettings.everything())) {
            first = job.run(stopping::get, new ReembedListener() {
                @Override
                public void committed(long left) {
                    stopping.set(left < 400);
                }

                @Override
                public void note(String line) {}
            });
        }
        assertThat(first.done()).isFalse();
        assertThat(first.left()).isBetween(300L, 399L);

        // When
        Throwable refused = catchThrowable(() -> run(names, "yet another", ReembedSettings.everything()));
        ReembedReport second = run(names, "new", ReembedSettings.everything());

        // Then
        assertThat(refused).isInstanceOf(ConfigException.class).hasMessageContaining("by other models");
        assertThat(second.done()).isTrue();
        assertThat(second.resumed()).isTrue();
        assertThat(marks(names, "stopped.embeddings.v2"))
                .hasSize(PARTITIONS)
                .allSatisfy((partition, marks) ->
                        assertThat(marks).extracting(ResultMark::offset).isEqualTo(upTo(200)));
    }

    private static int number(String text) {
        return Integer.parseInt(text.substring("text ".length()));
    }

    @Test
    void shouldComputeEachTextOnceWhereItRestsBetweenThem() {
        // Given
        ReembedJob.Names names = names("rests", ".v2");
        cluster.produceTexts("rests", PARTITIONS, 0, 100);

        // When it takes a tenth of one processor's time
        ReembedReport report = run(names, "new", new ReembedSettings(null, false, null, Effort.of(0.1, 1)));

        // Then
        assertThat(report.done()).isTrue();
        assertThat(marks(names, "rests.embeddings.v2"))
                .hasSize(PARTITIONS)
                .allSatisfy((partition, marks) ->
                        assertThat(marks).extracting(ResultMark::offset).isEqualTo(upTo(50)));
    }

    @Test
    void shouldTakeOverFromOneThatStillWorks() throws Exception {
        // Given
        ReembedJob.Names names = names("twice", ".v2");
        cluster.produceTexts("twice", PARTITIONS, 0, 600);
        CountDownLatch works = new CountDownLatch(1);
        CompletableFuture<ReembedReport> first = CompletableFuture.supplyAsync(() -> {
            try (ModelOf engine = new ModelOf("new");
                    ReembedJob job = ReembedJob.open(
                            names,
                            engine,
                            new ReembedSettings(
                                    null, false, null, Effort.whole().atMost(10)))) {
                return job.run(() -> false, new ReembedListener() {
                    @Override
                    public void committed(long left) {
                        works.countDown();
                    }

                    @Override
                    public void note(String line) {}
                });
            }
        });
        works.await();

        // When
        ReembedReport second = run(names, "new", ReembedSettings.everything());

        // Then
        assertThat(second.done()).isTrue();
        assertThatThrownBy(first::join).isInstanceOf(CompletionException.class).hasMessageContaining("has taken over");
        assertThat(marks(names, "twice.embeddings.v2"))
                .hasSize(PARTITIONS)
                .allSatisfy((partition, marks) ->
                        assertThat(marks).extracting(ResultMark::offset).isEqualTo(upTo(300)));
    }

    @Test
    void shouldEndExactlyWhereTheApplicationTookTheModel() {
        // Given an application whose model changes back and forth, as with an old instance that comes once more
        ReembedJob.Names names = names("rolled", ".v2");
        cluster.produceTexts("rolled", PARTITIONS, 0, 120);
        work(names, "old");
        assertThat(catchThrowable(
                        () -> run(names, "new", ReembedSettings.everything().toLive())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the application has not taken the model");
        cluster.produceTexts("rolled", PARTITIONS, 120, 160);
        work(names, "new");
        cluster.produceTexts("rolled", PARTITIONS, 160, 200);
        work(names, "old");
        cluster.produceTexts("rolled", PARTITIONS, 200, 260);
        work(names, "new");

        // When
        ReembedReport report = run(names, "new", ReembedSettings.everything().toLive());

        // Then: below the cut-over the new topic, from it on the application's own, each text once and by the new model
        assertThat(report.parts()).extracting(ReembedReport.Part::until).containsExactly(100L, 100L);
        Map<Integer, List<ResultMark>> past = marks(names, "rolled.embeddings.v2");
        Map<Integer, List<ResultMark>> live = marks(names, "rolled.embeddings");
        for (ReembedReport.Part part : report.parts()) {
            List<Long> both = new ArrayList<>();
            Objects.requireNonNull(past.get(part.partition())).forEach(mark -> both.add(mark.offset()));
            Objects.requireNonNull(live.get(part.partition())).stream()
                    .filter(mark -> mark.offset() >= part.until())
                    .peek(mark -> assertThat(mark.fingerprint()).isEqualTo("new"))
                    .forEach(mark -> both.add(mark.offset()));
            assertThat(both).isEqualTo(upTo(130));
        }
    }

    /** Lets the application compute whatever is there. */
    private static void work(ReembedJob.Names names, String model) {
        try (ModelOf engine = new ModelOf(model);
                TextmillApp app = TextmillApp.start(names.live(), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(names.application(), names.application()) == 0);
            assertThat(app.failure()).isEmpty();
        }
        // Whoever looks for the cut-over sees what is committed.
        for (String topic : names.live().pipelines().get(0).outputTopics().values()) {
            await().atMost(LIMIT).until(() -> cluster.isStable(topic));
        }
    }

    @Test
    void shouldRefuseTopicsThatAreNotNew() {
        // Given
        ReembedJob.Names names = names("full", ".v2");
        cluster.produceTexts("full", PARTITIONS, 0, 2);
        cluster.produceTexts("full.embeddings.v2", PARTITIONS, 0, 2);

        // Then
        assertThatThrownBy(() -> run(names, "new", ReembedSettings.everything()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "full.embeddings.v2 already hold records, and group full-reembed.v2 has no progress");
        assertThatThrownBy(() -> run(
                        new ReembedJob.Names(names.live(), names.live(), "full", ""),
                        "new",
                        ReembedSettings.everything()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is a topic of the application itself");
    }

    @Test
    void shouldSayHowMuchThereIsToDoAndLeaveNothing() throws Exception {
        // Given
        ReembedJob.Names names = named(settings("look"), "look", ".v2");
        cluster.produceTexts("look", PARTITIONS, 0, 50);

        // When
        try (ModelOf engine = new ModelOf("new");
                ReembedJob job = ReembedJob.rehearse(names, engine, ReembedSettings.everything())) {
            assertThat(job.look().left()).isEqualTo(50);
            assertThat(job.trial(Duration.ofMinutes(1))).isPositive();
        }

        // Then
        assertThat(cluster.admin().listTopics().names().get()).doesNotContain("look.embeddings.v2");
        assertThat(cluster.admin().listGroups().all().get())
                .noneMatch(group -> group.groupId().startsWith("look"));
    }
}
