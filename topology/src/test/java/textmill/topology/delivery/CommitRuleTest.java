package textmill.topology.delivery;

import static org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation.LEAVE_GROUP;
import static org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class CommitRuleTest {
    private static final TopicPartition BUSY = new TopicPartition("in", 0);
    private static final TopicPartition IDLE = new TopicPartition("in", 1);

    private final OldestInFlight oldest = new OldestInFlight();
    private final CommitPace pace = new CommitPace(Duration.ofMillis(100), Duration.ofMillis(400), System::nanoTime);
    private final CommitRule rule = new CommitRule(oldest, pace);

    @Test
    void shouldLowerTheOffsetsOfATransactionAndKeepTheirMetadata() {
        // Given
        MockProducer<byte[], byte[]> mock =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        Producer<byte[], byte[]> producer = rule.guard(mock);
        oldest.open(BUSY).set(7);
        ConsumerGroupMetadata group = new MockConsumer<byte[], byte[]>("earliest").groupMetadata();
        producer.initTransactions();
        producer.beginTransaction();

        // When
        producer.sendOffsetsToTransaction(
                Map.of(
                        BUSY, new OffsetAndMetadata(10, Optional.of(3), "meta"),
                        IDLE, new OffsetAndMetadata(20, "other")),
                group);
        producer.commitTransaction();

        // Then
        assertThat(mock.consumerGroupOffsetsHistory().get(0).get(group.groupId()))
                .containsEntry(BUSY, new OffsetAndMetadata(7, Optional.of(3), "meta"))
                .containsEntry(IDLE, new OffsetAndMetadata(20, "other"));
    }

    @Test
    void shouldLowerTheOffsetsOfTheMainConsumer() {
        MockConsumer<byte[], byte[]> mock = new MockConsumer<>("earliest");
        mock.assign(List.of(BUSY));
        Consumer<byte[], byte[]> consumer = rule.guard(mock, false);
        oldest.open(BUSY).set(7);

        consumer.commitSync(Map.of(BUSY, new OffsetAndMetadata(10)));
        assertThat(consumer.committed(Set.of(BUSY)).get(BUSY)).isEqualTo(new OffsetAndMetadata(7));

        consumer.commitAsync(Map.of(BUSY, new OffsetAndMetadata(10)), null);
        assertThat(consumer.committed(Set.of(BUSY)).get(BUSY)).isEqualTo(new OffsetAndMetadata(7));
    }

    @Test
    void shouldNeverRaiseAnOffset() {
        oldest.open(BUSY).set(7);

        assertThat(rule.allowed(Map.of(BUSY, new OffsetAndMetadata(3)))).containsEntry(BUSY, new OffsetAndMetadata(3));
    }

    @Test
    void shouldRefuseACommitWithoutOffsets() {
        Consumer<byte[], byte[]> consumer = rule.guard(new MockConsumer<>("earliest"), false);

        assertThatThrownBy(consumer::commitSync)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("commit rule");
    }

    @Test
    void shouldLetADynamicMemberLeaveTheGroupWhenItIsClosed() {
        CloseOptions stay = CloseOptions.groupMembershipOperation(REMAIN_IN_GROUP);
        rule.guard(new MockConsumer<>("earliest"), true).close(stay);
        assertThat(stay.groupMembershipOperation()).isEqualTo(REMAIN_IN_GROUP);

        rule.guard(new MockConsumer<>("earliest"), false).close(stay);
        assertThat(stay.groupMembershipOperation()).isEqualTo(LEAVE_GROUP);
    }

    @Test
    void shouldKeepARepartitionTopicFromForgettingWhatIsNotCommitted() {
        // Given
        Map<TopicPartition, RecordsToDelete> asked = new HashMap<>();
        Admin recorder = (Admin) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    ((Map<?, ?>) arguments[0])
                            .forEach((key, value) -> asked.put((TopicPartition) key, (RecordsToDelete) value));
                    return null;
                });
        MockConsumer<byte[], byte[]> mock = new MockConsumer<>("earliest");
        mock.assign(List.of(BUSY));
        oldest.open(BUSY).set(7);
        rule.guard(mock, false).commitSync(Map.of(BUSY, new OffsetAndMetadata(10)));

        // When
        rule.guard(recorder)
                .deleteRecords(Map.of(BUSY, RecordsToDelete.beforeOffset(10), IDLE, RecordsToDelete.beforeOffset(3)));

        // Then
        assertThat(asked)
                .containsEntry(BUSY, RecordsToDelete.beforeOffset(7))
                .containsEntry(IDLE, RecordsToDelete.beforeOffset(3));
    }

    @Test
    void shouldThrowWhatTheClientThrows() {
        MockProducer<byte[], byte[]> mock =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

        assertThatThrownBy(() -> rule.guard(mock).commitTransaction())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("initialized for transactions");
    }

    @Test
    void shouldTakeTheOldestOfTwoProcessorsOnOneThread() {
        OldestInFlight.Entry first = oldest.open(BUSY);
        first.set(9);
        oldest.open(BUSY).set(4);

        assertThat(oldest.limit(BUSY)).isEqualTo(4);
    }

    @Test
    void shouldNotBeHeldBackByTheFormerOwnerOfAPartition() throws Exception {
        // Given a thread that has lost the partition without knowing yet
        CompletableFuture<OldestInFlight.Entry> zombie = new CompletableFuture<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            OldestInFlight.Entry entry = oldest.open(BUSY);
            entry.set(5);
            zombie.complete(entry);
            done.join();
        });
        thread.start();
        zombie.get();

        // When this thread has taken over
        OldestInFlight.Entry mine = oldest.open(BUSY);
        mine.set(8);

        // Then each commits by its own entry, and the other's end changes nothing
        assertThat(oldest.limit(BUSY)).isEqualTo(8);
        zombie.get().close();
        assertThat(oldest.limit(BUSY)).isEqualTo(8);
        mine.set(OldestInFlight.NONE);
        assertThat(oldest.limit(BUSY)).isEqualTo(OldestInFlight.NONE);
        done.complete(null);
        thread.join();
    }

    @Test
    void shouldHoldBackAThreadThatOnlyCommits() throws Exception {
        oldest.open(BUSY).set(5);

        long limit = CompletableFuture.supplyAsync(() -> oldest.limit(BUSY)).get();

        assertThat(limit).isEqualTo(5);
    }

    @Test
    void shouldMakeEveryClientOfTheSupplierFollowTheRule() {
        CommitRuleClientSupplier supplier = new CommitRuleClientSupplier(oldest, pace, new MockClients());
        oldest.open(BUSY).set(7);

        Consumer<byte[], byte[]> consumer = supplier.getConsumer(Map.of());
        consumer.assign(List.of(BUSY));
        consumer.commitSync(Map.of(BUSY, new OffsetAndMetadata(10)));

        assertThat(consumer.committed(Set.of(BUSY)).get(BUSY)).isEqualTo(new OffsetAndMetadata(7));
        try (Admin admin = supplier.getAdmin(Map.of("bootstrap.servers", "localhost:1"))) {
            assertThat(Proxy.isProxyClass(admin.getClass())).isTrue();
        }
    }
}
