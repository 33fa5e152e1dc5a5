package textmill.benchmarks.peers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import textmill.cli.console.CliException;

/**
 * The Maven project that holds the peers: built when it is first used and when a source has changed, never with Textmill
 * itself.
 */
final class PeerProject {
    private static final int BUILD_MINUTES = 20;

    private final Path directory;

    private PeerProject(Path directory) {
        this.directory = directory;
    }

    /**
     * Builds the peers if need be.
     *
     * @param benchmarks directory of the benchmarks module
     * @param notes told what takes long
     * @throws CliException if there is no such project or Maven fails
     */
    static PeerProject open(Path benchmarks, Consumer<String> notes) throws IOException, InterruptedException {
        Path directory = benchmarks.resolve("peers");
        if (!Files.isRegularFile(directory.resolve("pom.xml"))) {
            throw CliException.usage(directory + ": no pom.xml; run bench peers from a clone of Textmill");
        }
        PeerProject project = new PeerProject(directory);
        if (!project.built(benchmarks)) {
            notes.accept("building the peers with Maven (the first time their libraries are downloaded, about 450 MB)");
            project.build();
        }
        return project;
    }

    /** Class path of a peer: its own classes, then its libraries from the local Maven repository. */
    String classPath(Peer peer) {
        try {
            Path target = directory.resolve(peer.module).resolve("target");
            return target.resolve("classes")
                    + File.pathSeparator
                    + Files.readString(target.resolve("classpath")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program of a peer that runs in Python. */
    Path script(Peer peer) {
        return directory.resolve(peer.module).resolve(peer.mainClass);
    }

    /** The file of that resource's library, for example the jar that holds a model. */
    Path library(Peer peer, String nameContains) {
        return Arrays.stream(classPath(peer).split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> String.valueOf(path.getFileName()).contains(nameContains))
                .findFirst()
                .orElseThrow(() -> CliException.fault("no library " + nameContains + " among those of " + peer.title));
    }

    private boolean built(Path benchmarks) throws IOException {
        FileTime oldest = null;
        for (Peer peer : Peer.values()) {
            Path list = directory.resolve(peer.module).resolve("target").resolve("classpath");
            if (!peer.built()) {
                continue;
            }
            if (!Files.exists(list)) {
                return false;
            }
            if (oldest == null || Files.getLastModifiedTime(list).compareTo(oldest) < 0) {
                oldest = Files.getLastModifiedTime(list);
            }
        }
        Path protocol = benchmarks.resolve("src/main/java/textmill/benchmarks/contender");
        return oldest != null && !newer(directory, oldest) && !newer(protocol, oldest);
    }

    private static boolean newer(Path sources, FileTime than) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java") || file.endsWith("pom.xml"))
                    .anyMatch(file -> file.toFile().lastModified() > than.toMillis());
        }
    }

    private void build() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-q", "-f", directory.toString(), "clean"));
        command.addAll(List.of("compile", "-Dnative.classifier=" + nativeClassifier()));
        Path log = Files.createTempFile("textmill-peers", ".log");
        Process maven;
        try {
            maven = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw CliException.configuration("found no mvn; building the peers needs Apache Maven 3.8 or later");
        }
        if (!maven.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
            maven.destroyForcibly();
            throw CliException.fault("Maven has not built the peers within " + BUILD_MINUTES + " minutes, see " + log);
        }
        if (maven.exitValue() != 0) {
            throw CliException.fault("Maven could not build the peers, see " + log);
        }
        Files.delete(log);
    }

    /** How PyTorch's natives are called, which two of the peers need. */
    private static String nativeClassifier() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        if (system.contains("mac")) {
            return "osx-aarch64";
        }
        if (system.contains("win")) {
            return "win-x86_64";
        }
        return arm ? "linux-aarch64" : "linux-x86_64";
    }
}
