package textmill.benchmarks.micro;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import textmill.benchmarks.kafka.BenchTask;
import textmill.benchmarks.kafka.BundledEngines;
import textmill.runtime.engine.EngineObserver;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;
import textmill.topology.TextmillTopology;
import textmill.topology.config.TextmillConfig;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.delivery.Delivery;
import textmill.topology.metrics.TextmillMetrics;

/**
 * All that is done for metrics with one record and with one batch: the meters of a real application, registered by what
 * registers them there, are told, counters are raised, and clocks are read, also those that something else needs too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // set up by JMH
public class MetersBenchmark {
    /** Read, submitted, settled, ended; texts, tokenised, not known to the cache. */
    private static final int COUNTERS_OF_A_RECORD = 7;

    /** Batches, rows, tokens, padded ones, budget, time. */
    private static final int COUNTERS_OF_A_BATCH = 6;

    private final LongAdder[] counters =
            Stream.generate(LongAdder::new).limit(COUNTERS_OF_A_RECORD).toArray(LongAdder[]::new);
    private final Clock clock = Clock.systemUTC();
    private InferenceEngine engine;
    private Delivery delivery;
    private TextmillMetrics metrics;
    private EngineObserver observer;
    private DistributionSummary forward;
    private DistributionSummary sinceCreate;
    private DistributionSummary sinceRead;
    private String model;
    private String device;
    private int at;

    /** Before each trial. */
    @Setup
    public void setUp() {
        engine = BundledEngines.open(List.of(BenchTask.EMBEDDING));
        ModelPlacement placement = engine.placements().get(0);
        model = placement.model();
        device = placement.device();
        metrics = new TextmillMetrics();
        ObservedEngine observed = new ObservedEngine(engine);
        metrics.add(observed);
        observer = observed.observer();
        TextmillConfig config = TextmillConfig.parse(Map.of(
                "bootstrap.servers",
                "127.0.0.1:1",
                "schema.registry.url",
                "http://127.0.0.1:1",
                "input.topic",
                "texts",
                "task." + BenchTask.EMBEDDING.text() + ".model",
                BenchTask.EMBEDDING.model()));
        delivery = new TextmillTopology(config, new RegistryCondition(), Map.of()).deliver(engine);
        metrics.add(delivery, topic -> false);
        MeterRegistry registry = metrics.registry();
        forward = registry.get("textmill.forward.duration.seconds").summary();
        sinceCreate = registry.get("textmill.record.latency.seconds")
                .tag("since", "create")
                .summary();
        sinceRead = registry.get("textmill.record.latency.seconds")
                .tag("since", "read")
                .summary();
    }

    /** After each trial. */
    @TearDown
    public void tearDown() {
        delivery.close();
        metrics.close();
        engine.close();
    }

    /** One text. */
    @Benchmark
    public long record() {
        at++;
        long read = System.nanoTime();
        long submitted = System.nanoTime();
        long tokenizing = System.nanoTime();
        observer.tokenized(System.nanoTime() - tokenizing + (at & 0xFFFFF));
        for (LongAdder counter : counters) {
            counter.increment();
        }
        long forwarding = System.nanoTime();
        long now = System.nanoTime();
        forward.record((now - forwarding + (at & 0xFFFFF)) / 1e9);
        sinceCreate.record(Math.max(0, clock.millis() - (clock.millis() - (at & 0xFF))) / 1e3);
        sinceRead.record((now - read + (at & 0x3FFFFFF)) / 1e9);
        return submitted;
    }

    /** One batch of a model. */
    @Benchmark
    public void batch() {
        at++;
        long began = System.nanoTime();
        for (int i = 0; i < COUNTERS_OF_A_BATCH; i++) {
            counters[i].add(at & 0xFF);
        }
        int rows = 1 + (at & 0x1F);
        long nanos = System.nanoTime() - began + (at & 0x3FFFFFF);
        observer.ran(new EngineObserver.Run(
                model, device, new EngineObserver.Size(rows, rows * 20, rows * 22), nanos, List.of()));
    }
}
