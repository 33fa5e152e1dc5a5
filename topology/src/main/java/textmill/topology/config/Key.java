package textmill.topology.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every configuration key of Textmill itself, in the order of the reference. The unit is part of the name. */
public enum Key {
    BOOTSTRAP_SERVERS(
            Section.KAFKA,
            "bootstrap.servers",
            new Rule.Text(),
            null,
            "Brokers to find the cluster by, `host:port,host:port`. Required."),
    APPLICATION_ID(
            Section.KAFKA,
            "application.id",
            new Rule.Text(),
            "textmill",
            "Name of the consumer group and prefix of transactional ids; instances with the same id share the work."),
    PROCESSING_GUARANTEE(
            Section.KAFKA,
            "processing.guarantee",
            new Rule.OneOf(List.of("exactly_once_v2", "at_least_once")),
            "exactly_once_v2",
            "`exactly_once_v2`: readers of committed data see each result once. `at_least_once`: a crash may repeat the results since the last commit."),
    GROUP_PROTOCOL(
            Section.KAFKA,
            "group.protocol",
            new Rule.OneOf(List.of("classic", "streams")),
            "classic",
            "Rebalance protocol. `streams` works under `exactly_once_v2` only."),
    NUM_STREAM_THREADS(
            Section.KAFKA,
            "num.stream.threads",
            new Rule.Whole(1, 256),
            "1",
            "Threads that read, decode and write; inference has its own."),
    COMMIT_INTERVAL_MS(
            Section.KAFKA,
            "commit.interval.ms",
            new Rule.Whole(1, 600_000),
            "100",
            "Time between commits. Readers of committed data wait for it."),

    SCHEMA_REGISTRY_URL(
            Section.REGISTRY,
            "schema.registry.url",
            new Rule.Text(),
            null,
            "Address of the schema registry, several separated by commas. Required."),
    VALUE_SERDE(
            Section.REGISTRY,
            "value.serde",
            new Rule.Text(),
            "textmill.schema.serde.TextmillAvroSerde",
            "Class of the Avro serde for input and output values. Confluent's `io.confluent.kafka.streams.serdes.avro.GenericAvroSerde` or `SpecificAvroSerde` work if their jars are on the class path."),

    INPUT_TOPIC(Section.INPUT, "input.topic", new Rule.Topic(), "texts", "Topic with the texts."),
    INPUT_FORMAT(
            Section.INPUT,
            "input.format",
            new Rule.OneOf(List.of("avro", "json", "string")),
            "avro",
            "`avro`: any Avro record in Confluent's wire format with a text field; `json`: a JSON object with a text field; `string`: the value is the text, in UTF-8."),
    INPUT_TEXT_FIELD(
            Section.INPUT,
            "input.text.field",
            new Rule.Text(),
            "text",
            "Field that holds the text; a dotted path reaches into nested records. Not used by `string`."),
    NULL_TEXT(
            Section.INPUT,
            "null.text",
            new Rule.OneOf(List.of("skip", "dead-letter")),
            "skip",
            "What a record gets whose text field is null: `skip` counts it and writes nothing, `dead-letter` sends it to the dead-letter topic."),
    MAX_TEXT_CHARACTERS(
            Section.INPUT,
            "max.text.characters",
            new Rule.Whole(1, Integer.MAX_VALUE),
            "100000",
            "A longer text is cut to this many UTF-16 code units before it is tokenised, and its results are flagged `truncated`."),

    EMBEDDING_MODEL(
            Section.TASKS,
            "embedding.model",
            new Rule.Text(),
            null,
            "Model for embeddings: the name of a bundled model or a directory. The task is off while this is not set."),
    EMBEDDING_TOPIC(Section.TASKS, "embedding.topic", new Rule.Topic(), "texts.embeddings", "Topic for embeddings."),
    CLASSIFICATION_MODEL(
            Section.TASKS,
            "classification.model",
            new Rule.Text(),
            null,
            "Model for classifications: the name of a bundled model or a directory. The task is off while this is not set."),
    CLASSIFICATION_TOPIC(
            Section.TASKS,
            "classification.topic",
            new Rule.Topic(),
            "texts.classifications",
            "Topic for classifications."),
    CLASSIFICATION_TOP_K(
            Section.TASKS,
            "classification.top.k",
            new Rule.Whole(1, 100_000),
            "5",
            "How many of the most probable labels a classification lists."),
    REPLACED_TOKENS_MODEL(
            Section.TASKS,
            "replaced-tokens.model",
            new Rule.Text(),
            null,
            "Model for replaced-token scores: the name of a bundled model or a directory. The task is off while this is not set."),
    REPLACED_TOKENS_TOPIC(
            Section.TASKS,
            "replaced-tokens.topic",
            new Rule.Topic(),
            "texts.replaced-tokens",
            "Topic for replaced-token scores."),
    TOKENS(
            Section.TASKS,
            "tokens",
            new Rule.OneOf(List.of("full", "offsets")),
            "full",
            "`full`: replaced-token scores carry each token's text. `offsets`: they carry its position only, so that no content of the input is repeated."),

    DEAD_LETTER_TOPIC(
            Section.DEAD_LETTERS,
            "dead.letter.topic",
            new Rule.Topic(),
            "texts.dead-letters",
            "Topic for records that cannot be computed."),
    DEAD_LETTER_STACKTRACE(
            Section.DEAD_LETTERS,
            "dead.letter.stacktrace",
            new Rule.Flag(),
            "false",
            "Adds the stack trace to a dead letter. It can carry parts of the text."),

    DEVICE(
            Section.ENGINE,
            "device",
            new Rule.Devices(),
            "auto",
            "What to run on; several devices share the work. `auto` takes the first GPU through CUDA, and the CPU with a warning if there is none; a device that is named must be there. See [GPU](../how-to/gpu.md)."),
    MAX_TOKENS(
            Section.ENGINE,
            "max.tokens",
            new Rule.Whole(0, 1_000_000),
            "0",
            "A text is truncated to this many tokens, special tokens included; 0 leaves it to the model."),
    BATCH_TEXTS(
            Section.ENGINE,
            "batch.texts",
            new Rule.Whole(0, 65_536),
            "0",
            "Most texts in one batch; 0 is what suits the device."),
    BATCH_PADDED_TOKENS(
            Section.ENGINE,
            "batch.padded.tokens",
            new Rule.Whole(0, 16_777_216),
            "0",
            "Most tokens in one batch, padding included (texts times the longest of them); 0 is what suits the device."),
    BATCH_LINGER_MS(
            Section.ENGINE,
            "batch.linger.ms",
            new Rule.Whole(0, 60_000),
            "0",
            "How long an idle device waits for a batch to fill. 0 computes at once what there is."),
    DEVICE_RUNS(
            Section.ENGINE,
            "device.runs",
            new Rule.Whole(0, 1_024),
            "0",
            "Batches that run on a device at once; 0 is what suits it."),
    RUN_THREADS(Section.ENGINE, "run.threads", new Rule.Whole(1, 1_024), "1", "Threads of one run on the CPU."),
    RUN_THREADS_ALONE(
            Section.ENGINE,
            "run.threads.alone",
            new Rule.Whole(0, 1_024),
            "1",
            "Threads of a run on the CPU beside which nothing runs or waits. More than `run.threads` answers a text that comes alone sooner, and has every model in memory twice; 0 is all cores, at most 8."),
    TOKENIZER_THREADS(
            Section.ENGINE,
            "tokenizer.threads",
            new Rule.Whole(0, 1_024),
            "0",
            "Threads that tokenise; 0 is half the cores."),
    GRAPH_FUSION(
            Section.ENGINE,
            "graph.fusion",
            new Rule.Flag(),
            "true",
            "Rearranges a model on the CPU where that computes the same faster: joins the residual addition and the layer normalisation behind it, parts a bias from its Gelu; gives every token of an int8 model its own scales, so that texts of one length can share a batch. `false` runs models as they were written."),
    CACHE_TEXTS(
            Section.ENGINE,
            "cache.texts",
            new Rule.Whole(0, 100_000_000),
            "0",
            "Results to remember by model and text; 0 remembers none."),
    WINDOW_TEXTS(
            Section.ENGINE,
            "window.texts",
            new Rule.Whole(0, 1_000_000),
            "0",
            "Most texts in flight in this process; beyond it reading waits. 0 is what suits the device: 512 on the CPU, six full batches on a GPU."),
    WINDOW_BYTES(
            Section.ENGINE,
            "window.bytes",
            new Rule.Whole(1_024, Long.MAX_VALUE),
            "33554432",
            "Most bytes of text in flight in this process; beyond it reading waits."),

    CUDA_MEMORY_LIMIT_BYTES(
            Section.GPU,
            "cuda.memory.limit.bytes",
            new Rule.Whole(0, Long.MAX_VALUE),
            "0",
            "Most memory that the working set of one model may take on a GPU; 0 is all there is. A batch that finds no memory is halved."),
    CUDA_MEMORY_GROWTH(
            Section.GPU,
            "cuda.memory.growth",
            new Rule.OneOf(List.of("as-requested", "power-of-two")),
            "as-requested",
            "How that memory grows. It is kept until the process ends."),
    CUDA_CONV_SEARCH(
            Section.GPU,
            "cuda.conv.search",
            new Rule.OneOf(List.of("heuristic", "exhaustive", "default")),
            "heuristic",
            "How cuDNN chooses a convolution; `exhaustive` tries all for every new shape. BERT and ELECTRA have none."),
    CUDA_COPY_STREAM(
            Section.GPU,
            "cuda.copy.stream",
            new Rule.OneOf(List.of("compute", "own")),
            "compute",
            "The CUDA stream that a batch is copied on: the one that computes it, or one of its own. ONNX Runtime warns of races with `own`."),
    CUDA_TF32(
            Section.GPU,
            "cuda.tf32",
            new Rule.Flag(),
            "false",
            "Lets a GPU multiply 32-bit matrices with 10-bit mantissas: faster, and results differ from the CPU's in the fourth digit."),
    TENSORRT_CACHE_DIRECTORY(
            Section.GPU,
            "tensorrt.cache.directory",
            new Rule.Text(),
            null,
            "Directory in which TensorRT keeps the engines that it builds, minutes each. Not set: they are built at every start."),
    TENSORRT_FP16(
            Section.GPU,
            "tensorrt.fp16",
            new Rule.Flag(),
            "false",
            "Lets TensorRT compute a 32-bit model with 16 bits."),

    TASK_WINDOW_TEXTS(
            Section.DELIVERY,
            "task.window.texts",
            new Rule.Whole(1, 1_000_000),
            "2048",
            "Most records of one partition that wait for their result or for their turn; beyond it reading waits."),
    TASK_WINDOW_BYTES(
            Section.DELIVERY,
            "task.window.bytes",
            new Rule.Whole(1_024, Long.MAX_VALUE),
            "67108864",
            "Most bytes of such records of one partition; beyond it reading waits."),
    WINDOW_WAIT_MS(
            Section.DELIVERY,
            "window.wait.ms",
            new Rule.Whole(0, 600_000),
            "2000",
            "Longest wait of a stream thread for room in a window before it takes one more record in any case. Three times this must fit into `max.poll.interval.ms` and, under exactly_once_v2, into `transaction.timeout.ms`."),
    REQUEST_TIMEOUT_MS(
            Section.DELIVERY,
            "request.timeout.ms",
            new Rule.Whole(1_000, 86_400_000),
            "60000",
            "A stream thread fails if the engine has not answered for the oldest text for this long; nothing is lost, the records are read again."),
    THREAD_RESTARTS(
            Section.DELIVERY,
            "thread.restarts",
            new Rule.Whole(0, 1_000_000),
            "5",
            "How often within ten minutes a stream thread that died is replaced; after that the process ends."),
    START_TIMEOUT_MS(
            Section.DELIVERY,
            "start.timeout.ms",
            new Rule.Whole(1_000, 86_400_000),
            "30000",
            "How long the start waits for the brokers and the schema registry."),
    STOP_TIMEOUT_MS(
            Section.DELIVERY,
            "stop.timeout.ms",
            new Rule.Whole(0, 86_400_000),
            "3000",
            "How long a stop waits for texts in flight. What is then unfinished is read again by the next owner of the partition."),

    HTTP_HOST(
            Section.OPERATION,
            "http.host",
            new Rule.Text(),
            "127.0.0.1",
            "Address that `/metrics`, `/health/live` and `/health/ready` listen on."),
    HTTP_PORT(Section.OPERATION, "http.port", new Rule.Whole(0, 65_535), "8099", "Port of these; 0 takes a free one.");

    private static final Map<String, Key> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Key::keyName, Function.identity()));

    final Section section;

    @SuppressWarnings("ImmutableEnumChecker") // rules are records over immutable values
    final Rule rule;

    final @Nullable String defaultValue;
    final String doc;
    private final String keyName;

    Key(Section section, String keyName, Rule rule, @Nullable String defaultValue, String doc) {
        this.section = section;
        this.keyName = keyName;
        this.rule = rule;
        this.defaultValue = defaultValue;
        this.doc = doc;
    }

    /** The name as users write it. */
    public String keyName() {
        return keyName;
    }

    static Optional<Key> byName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
