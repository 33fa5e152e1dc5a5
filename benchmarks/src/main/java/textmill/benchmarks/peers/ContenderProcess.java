package textmill.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import textmill.benchmarks.ChildProcess;
import textmill.benchmarks.JvmOptions;
import textmill.cli.console.CliException;

/** Runs one contender once, in a process of its own. */
final class ContenderProcess {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(30);

    /** So many results are compared. */
    private static final int MOST_VECTORS = 1_000;

    private final PeerProject peers;
    private final PeerModels models;
    private final Texts texts;
    private final String python;

    /**
     * What to embed.
     *
     * @param file one text a line
     * @param limit first lines only
     * @param warmUpSeconds before the clock starts
     */
    record Texts(Path file, int limit, int warmUpSeconds) {}

    /**
     * What a run gave.
     *
     * @param textsPerSecond of the timed pass
     * @param peakRssBytes of the process, -1 if unknown
     * @param loadSeconds to open the model
     * @param vectors {@code [sample, dimension]}
     */
    record Result(double textsPerSecond, long peakRssBytes, double loadSeconds, float[][] vectors) {}

    /**
     * For one file of texts.
     *
     * @param python runs the peers that are Python's
     */
    ContenderProcess(PeerProject peers, PeerModels models, Texts texts, String python) {
        this.peers = peers;
        this.models = models;
        this.texts = texts;
        this.python = python;
    }

    /**
     * Runs it.
     *
     * @throws CliException with the end of its output if it fails
     */
    Result run(Setup setup) throws IOException, InterruptedException {
        Path out = Files.createTempFile("textmill-contender", ".json");
        try {
            // What it prints is of interest only if it fails: the result is in the file.
            List<String> unused = ChildProcess.run(setup.title(), process(setup, out), LIMIT);
            return read(JSON.readTree(out.toFile()));
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private ProcessBuilder process(Setup setup, Path out) {
        List<String> command = setup.peer().python() ? python(setup) : java(setup);
        command.addAll(arguments(setup, out));
        ProcessBuilder process = new ProcessBuilder(command);
        if (setup.peer() != Peer.TEXTMILL) {
            process.environment().remove("MALLOC_ARENA_MAX"); // the launcher's own choice for Textmill
        }
        return process;
    }

    private List<String> python(Setup setup) {
        return new ArrayList<>(List.of(python, peers.script(setup.peer()).toString()));
    }

    private List<String> java(Setup setup) {
        boolean own = setup.peer() == Peer.TEXTMILL;
        List<String> command = new ArrayList<>();
        command.add(JvmOptions.java());
        command.addAll(own ? JvmOptions.infer() : JvmOptions.offline());
        command.add("-cp");
        command.add(own ? System.getProperty("java.class.path") : peers.classPath(setup.peer()));
        command.add(setup.peer().mainClass);
        return command;
    }

    private List<String> arguments(Setup setup, Path out) {
        boolean own = setup.peer() == Peer.TEXTMILL;
        List<String> command = new ArrayList<>();
        command.add("directory=" + (own ? models.textmill(setup.int8()) : ""));
        command.add("model=" + models.model(setup.int8()));
        command.add("tokenizer=" + models.tokenizer(setup.int8()));
        command.add("max-tokens=" + models.maxTokens());
        command.add("texts=" + texts.file());
        command.add("limit=" + texts.limit());
        command.add("warmup.seconds=" + texts.warmUpSeconds());
        command.add("out=" + out);
        command.add("sample=" + MOST_VECTORS);
        // The last one of a name counts.
        setup.settings().forEach((name, value) -> command.add(name + "=" + value));
        return command;
    }

    private static Result read(JsonNode json) {
        int dimension = json.path("dimension").asInt();
        ByteBuffer bytes = ByteBuffer.wrap(
                        Base64.getDecoder().decode(json.path("vectors").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        float[][] vectors = new float[bytes.remaining() / Float.BYTES / dimension][dimension];
        for (float[] vector : vectors) {
            for (int i = 0; i < dimension; i++) {
                vector[i] = bytes.getFloat();
            }
        }
        return new Result(
                json.path("texts").asInt() / json.path("seconds").asDouble(),
                json.path("peakRssBytes").asLong(),
                json.path("loadSeconds").asDouble(),
                vectors);
    }
}
