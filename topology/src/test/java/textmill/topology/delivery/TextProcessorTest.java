package textmill.topology.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.engine.DeviceLostException;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.Windowed;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.text.TextFlags;
import textmill.runtime.text.TextInput;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.deadletter.Reason;
import textmill.topology.testing.ManualEngine;
import textmill.topology.testing.StubResults;
import textmill.topology.topics.TopicFacts;

class TextProcessorTest {
    private static final List<String> OUTPUTS = List.of("embeddings", "classifications", "replaced-tokens");
    private Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldForwardInInputOrderWhateverOrderTheEngineCompletesIn() {
        // Given
        bench.pipe("a");
        bench.pipe("b");
        bench.pipe("c");

        // When the last two are done
        bench.engine.request("c").complete();
        bench.engine.request("b").complete();
        bench.round();

        // Then nothing leaves before the first
        assertThat(bench.keys("embeddings")).isEmpty();
        assertThat(bench.limit()).isZero();

        // When
        bench.engine.request("a").complete();
        bench.round();

        // Then
        for (String output : OUTPUTS) {
            assertThat(bench.keys(output)).containsExactly("a", "b", "c");
        }
        assertThat(bench.limit()).isEqualTo(OldestInFlight.NONE);
    }

    @Test
    void shouldForwardWhatIsDoneWhenTheNextRecordArrives() {
        bench.pipe("a");
        bench.engine.request("a").complete();

        bench.pipe("b");

        assertThat(bench.keys("embeddings")).containsExactly("a");
        assertThat(bench.limit()).isEqualTo(1);
    }

    @Test
    void shouldKeepKeyTimestampAndHeaders() {
        // Given
        RecordHeaders headers = new RecordHeaders();
        for (int i = 0; i < 100; i++) {
            headers.add("h" + i % 10, ("v" + i).getBytes(UTF_8));
        }
        bench.input.pipeInput(new TestRecord<>(null, "a".getBytes(UTF_8), headers, 42L));

        // When
        bench.engine.request("a").complete();
        bench.round();

        // Then
        for (String output : OUTPUTS) {
            TestRecord<byte[], byte[]> result = bench.out(output).get(0);
            assertThat(result.key()).isNull();
            assertThat(result.timestamp()).isEqualTo(42L);
            assertThat(result.headers()).isEqualTo(headers);
        }
    }

    @Test
    void shouldPassATombstoneToEveryOutputInItsTurn() {
        bench.pipe("a");
        bench.input.pipeInput(new TestRecord<>("gone".getBytes(UTF_8), null, Bench.NOW));
        bench.round();
        assertThat(bench.keys("embeddings")).isEmpty();

        bench.engine.request("a").complete();
        bench.round();

        for (String output : OUTPUTS) {
            List<TestRecord<byte[], byte[]>> results = bench.out(output);
            assertThat(results).hasSize(2);
            assertThat(results.get(1).key()).asString(UTF_8).isEqualTo("gone");
            assertThat(results.get(1).value()).isNull();
        }
        assertThat(bench.counters().tombstones()).isEqualTo(1);
    }

    @Test
    void shouldSkipANullTextInItsTurn() {
        bench.pipe("a");
        bench.pipe("null");
        assertThat(bench.counters().skips()).isZero();

        bench.engine.request("a").complete();
        bench.round();

        assertThat(bench.counters().skips()).isEqualTo(1);
        assertThat(bench.keys("embeddings")).containsExactly("a");
        assertThat(bench.keys(Bench.DEAD)).isEmpty();
    }

    @Test
    void shouldSendANullTextToTheDeadLettersIfConfigured() {
        bench.close();
        bench = new Bench(
                new DeliverySettings(Duration.ZERO, Duration.ofSeconds(60), 100, 1_000, 50, true, Bench.COMMITS),
                TopicFacts.unknown(10_000));

        bench.pipe("null");

        TestRecord<byte[], byte[]> letter = bench.out(Bench.DEAD).get(0);
        assertThat(Bench.header(letter, ErrorHeaders.REASON)).isEqualTo("null-text");
    }

    @Test
    void shouldMakeADeadLetterOfAnUnreadableRecordInItsTurn() {
        bench.pipe("a");
        bench.pipe("?b");
        bench.pipe("c");
        bench.engine.request("c").complete();
        bench.round();
        assertThat(bench.keys(Bench.DEAD)).isEmpty();

        bench.engine.request("a").complete();
        bench.round();

        assertThat(bench.keys("embeddings")).containsExactly("a", "c");
        TestRecord<byte[], byte[]> letter = bench.out(Bench.DEAD).get(0);
        assertThat(letter.value()).asString(UTF_8).isEqualTo("?b");
        assertThat(Bench.header(letter, ErrorHeaders.REASON)).isEqualTo("corrupt");
        assertThat(Bench.header(letter, ErrorHeaders.TOPIC)).isEqualTo(Bench.INPUT);
        assertThat(Bench.header(letter, ErrorHeaders.PARTITION)).isEqualTo("0");
        assertThat(Bench.header(letter, ErrorHeaders.OFFSET)).isEqualTo("1");
    }

    @Test
    void shouldMakeOneDeadLetterAndNoOutputIfOneTaskFails() {
        bench.pipe("a");
        bench.engine
                .request("a")
                .future()
                .complete(new Outcome.Failure(Outcome.Reason.OUTPUT_NOT_FINITE, "classification", "NaN at 3"));
        bench.round();

        for (String output : OUTPUTS) {
            assertThat(bench.keys(output)).isEmpty();
        }
        List<TestRecord<byte[], byte[]>> letters = bench.out(Bench.DEAD);
        assertThat(letters).hasSize(1);
        assertThat(Bench.header(letters.get(0), ErrorHeaders.REASON)).isEqualTo("output-not-finite");
        assertThat(Bench.header(letters.get(0), ErrorHeaders.MESSAGE)).contains("classification", "NaN at 3");
        assertThat(bench.counters().deadLetters(Reason.OUTPUT_NOT_FINITE)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWriteATextThatWasReadInWindowsAsOneRecordOrOneForEach(boolean each) {
        // Given
        bench.writesWindows = each;
        Windowed.Part first = new Windowed.Part(0, 12, 3, new Embedding(new float[] {1}));
        Windowed.Part second = new Windowed.Part(9, 20, 4, new Embedding(new float[] {2}));
        TaskResult windowed = new Windowed(new Embedding(new float[] {3}), List.of(first, second));
        bench.pipe("document");
        ManualEngine.Request request = bench.engine.request("document");
        Outcome.Success done = (Outcome.Success) StubResults.of("document", request.tasks());
        List<TaskResult> results = new ArrayList<>(done.results());
        results.set(0, windowed);

        // When
        request.future().complete(new Outcome.Success(results, 9, TextFlags.NONE));
        bench.round();

        // Then
        List<TestRecord<byte[], byte[]>> records = bench.out("embeddings");
        assertThat(records).hasSize(each ? 2 : 1).allSatisfy(record -> {
            assertThat(record.key()).asString(UTF_8).isEqualTo("document");
            assertThat(record.value()).asString(UTF_8).isEqualTo("Embedding@0");
        });
        if (each) {
            assertThat(records)
                    .extracting(
                            record -> Bench.header(record, WindowHeaders.NUMBER),
                            record -> Bench.header(record, WindowHeaders.COUNT),
                            record -> Bench.header(record, WindowHeaders.START),
                            record -> Bench.header(record, WindowHeaders.END))
                    .containsExactly(tuple("0", "2", "0", "12"), tuple("1", "2", "9", "20"));
        } else {
            assertThat(Bench.header(records.get(0), WindowHeaders.NUMBER)).isNull();
        }
        assertThat(bench.keys("classifications")).containsExactly("document");
        assertThat(bench.counters().outputs()).isEqualTo(1);
    }

    @Test
    void shouldDeleteAllWindowsOfATextByOneTombstone() {
        // Given two documents in windows, and then a tombstone for one of them
        bench.writesWindows = true;
        for (String document : List.of("kept", "gone")) {
            bench.pipe(document);
            ManualEngine.Request request = bench.engine.request(document);
            Outcome.Success done = (Outcome.Success) StubResults.of(document, request.tasks());
            List<TaskResult> results = new ArrayList<>(done.results());
            results.set(
                    0,
                    new Windowed(
                            new Embedding(new float[] {3}),
                            List.of(
                                    new Windowed.Part(0, 12, 3, new Embedding(new float[] {1})),
                                    new Windowed.Part(9, 20, 4, new Embedding(new float[] {2})))));
            request.future().complete(new Outcome.Success(results, 9, TextFlags.NONE));
        }
        bench.input.pipeInput(new TestRecord<>("gone".getBytes(UTF_8), null, Bench.NOW));
        bench.round();

        // When a sink follows that deletes by the text's key and otherwise keeps a row for each window
        Map<String, Set<String>> rows = new HashMap<>();
        for (TestRecord<byte[], byte[]> record : bench.out("embeddings")) {
            String key = new String(record.key(), UTF_8);
            if (record.value() == null) {
                rows.remove(key);
            } else {
                rows.computeIfAbsent(key, unseen -> new TreeSet<>())
                        .add(Bench.header(record, WindowHeaders.NUMBER) + " of "
                                + Bench.header(record, WindowHeaders.COUNT));
            }
        }

        // Then
        assertThat(rows).containsOnly(Map.entry("kept", Set.of("0 of 2", "1 of 2")));
    }

    @Test
    void shouldSubmitTheSecondTextToo() {
        // When the second of two texts is longer than a text may be
        bench.pipe("a text|" + "y".repeat(60));

        // Then
        ManualEngine.Request request = bench.engine.requests().get(0);
        assertThat(request.input()).isEqualTo(TextInput.pair("a text", "y".repeat(50)));
        request.complete();
        bench.round();
        assertThat(bench.out("embeddings").get(0).value()).asString(UTF_8).endsWith("truncated");
    }

    @Test
    void shouldFlagATextThatWasCutOrRepairedBeforeTheEngineSawIt() {
        bench.pipe("~" + "x".repeat(60));
        assertThat(bench.engine.requests().get(0).text()).hasSize(50);

        bench.engine.requests().get(0).complete();
        bench.round();

        assertThat(bench.out("embeddings").get(0).value()).asString(UTF_8).endsWith("truncated substituted");
    }

    @Test
    void shouldEndTheThreadIfTheDeviceIsLostAndMakeNoDeadLetter() {
        bench.pipe("a");
        bench.engine
                .request("a")
                .future()
                .completeExceptionally(new DeviceLostException("gone", new IllegalStateException()));

        assertThatThrownBy(() -> bench.round()).hasRootCauseInstanceOf(IllegalStateException.class);

        assertThat(bench.keys(Bench.DEAD)).isEmpty();
        assertThat(bench.limit()).isZero();
    }

    @Test
    void shouldEndTheThreadIfTheEngineDoesNotAnswerInTime() {
        bench.close();
        bench = new Bench(Bench.settings(Duration.ZERO), TopicFacts.unknown(10_000));

        assertThatThrownBy(() -> {
                    bench.pipe("a");
                    bench.round();
                })
                .hasStackTraceContaining("request.timeout.ms");
    }

    @Test
    void shouldWaitForASchemaWithoutHoldingUpTheEngine() {
        // Given
        bench.pipe("#first");
        bench.pipe("second");
        assertThat(bench.engine.requests()).hasSize(1);
        bench.engine.request("second").complete();
        bench.round();
        assertThat(bench.keys("embeddings")).isEmpty();
        assertThat(bench.limit()).isZero();

        // When
        bench.gate.complete(null);
        bench.round();
        bench.engine.request("#first").complete();
        bench.round();

        // Then
        assertThat(bench.keys("embeddings")).containsExactly("#first", "second");
        assertThat(bench.keys(Bench.DEAD)).isEmpty();
    }

    @Test
    void shouldWaitWithResultsWhileTheRegistryIsDown() {
        bench.pipe("a");
        bench.registryDown = true;
        bench.engine.request("a").complete();
        bench.round();

        assertThat(bench.keys("embeddings")).isEmpty();
        assertThat(bench.keys(Bench.DEAD)).isEmpty();
        assertThat(bench.registry.trouble()).isPresent();
        assertThat(bench.limit()).isZero();

        bench.registryDown = false;
        bench.round();

        assertThat(bench.keys("embeddings")).containsExactly("a");
        assertThat(bench.registry.trouble()).isEmpty();
    }

    @Test
    void shouldStartNothingAfterTheStopAndFinishWhatWasStarted() {
        bench.pipe("a");
        assertThat(bench.delivery.drain(Duration.ZERO)).isFalse();
        bench.pipe("b");
        assertThat(bench.engine.requests()).hasSize(1);

        bench.engine.request("a").complete();
        bench.round();

        assertThat(bench.delivery.drain(Duration.ZERO)).isTrue();
        assertThat(bench.keys("embeddings")).containsExactly("a");
        assertThat(bench.limit()).isEqualTo(1);
    }

    @Test
    void shouldCountEveryRecordOnce() {
        bench.pipe("a");
        bench.pipe("?");
        bench.pipe("null");
        bench.input.pipeInput(new TestRecord<>("k".getBytes(UTF_8), null, Bench.NOW));
        bench.pipe("e");
        bench.engine.request("a").complete();
        bench.round();

        Counters counters = bench.counters();
        assertThat(counters.inputs()).isEqualTo(5);
        assertThat(counters.outputs() + counters.deadLetters() + counters.skips() + counters.tombstones())
                .isEqualTo(4);
        assertThat(counters.inFlight()).isEqualTo(1);

        bench.close();

        assertThat(counters.returned()).isEqualTo(1);
        assertThat(counters.inFlight()).isZero();
    }
}
