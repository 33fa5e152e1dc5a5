package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a release, with a java that only writes down how it was called: when it has an archive of classes made,
 * and that nothing but the speed depends on it.
 */
@Timeout(120)
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final String MAKES = "-Xshare:dump";
    private static final String USES = "-XX:SharedArchiveFile=";

    private final Path directory;
    private final Path home;
    private final Path calls;
    private final Path cache;

    LauncherTest(@TempDir Path directory) {
        this.directory = directory;
        this.home = directory.resolve("textmill-1");
        this.calls = directory.resolve("calls");
        this.cache = directory.resolve("cache");
    }

    @BeforeEach
    void unpack() throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("lib/cli.jar"), "a jar");
        Files.writeString(home.resolve("classpath"), "@lib@/other.jar");
        executable(home.resolve("bin/textmill"), Files.readString(Path.of("..", "textmill")));
        java("jdk", "exit 0");
    }

    /** A java that writes down its arguments, and does something besides. */
    private Path java(String name, String does) throws IOException {
        Path jdk = directory.resolve(name);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.9\"\nNAME=\"" + name + "\"\n");
        executable(jdk.resolve("bin/java"), """
                #!/bin/bash
                printf '%%s ' "$@" >>'%s'
                echo >>'%s'
                for word in "$@"; do
                  [[ $word != -Xshare:dump ]] || dump=yes
                  [[ $word != -XX:SharedArchiveFile=* ]] || file=${word#*=}
                done
                [[ -z ${dump:-} ]] || { echo classes >"$file"; %s; }
                """.formatted(calls, calls, does));
        return jdk;
    }

    private static void executable(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Run(int exitCode, String err, List<String> calls) {}

    private Run run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Files.deleteIfExists(calls);
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/textmill").toString()));
        command.addAll(Arrays.asList(arguments));
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().put("TEXTMILL_CACHE", cache.toString());
        builder.environment().put("TMPDIR", directory.toString());
        builder.environment().keySet().removeAll(List.of("TEXTMILL_CDS", "TEXTMILL_PROFILE", "TEXTMILL_JAVA_OPTS"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(
                process.exitValue(),
                Files.readString(err),
                Files.exists(calls) ? Files.readAllLines(calls) : List.of());
    }

    private static List<Path> archives(Path where) throws IOException {
        if (!Files.isDirectory(where)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(where)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    @Test
    void shouldMakeAnArchiveOnceAndUseItFromThenOn() throws Exception {
        // Help is not made to wait
        Run help = run(Map.of(), "--help");
        assertThat(help.calls())
                .singleElement()
                .asString()
                .doesNotContain(MAKES, USES)
                .contains("textmill.cli.Main --help");

        // When
        Run first = run(Map.of(), "infer", "-m", "x");

        // Then
        assertThat(first.calls()).hasSize(3);
        assertThat(first.calls().get(0)).contains("textmill.cli.ClassArchive").doesNotContain("infer");
        assertThat(first.calls().get(1)).contains(MAKES);
        assertThat(archives(home)).hasSize(1);
        assertThat(first.calls().get(2))
                .contains(USES + archives(home).get(0))
                .contains("textmill.cli.Main infer -m x");
        assertThat(first.err()).contains("preparing faster starts");
        for (String command : List.of("infer", "--help", "run")) {
            assertThat(run(Map.of(), command).calls())
                    .singleElement()
                    .asString()
                    .contains(USES + archives(home).get(0));
        }
        assertThat(run(Map.of("TEXTMILL_CDS", "off"), "infer").calls())
                .singleElement()
                .asString()
                .doesNotContain(MAKES, USES);
        assertThat(run(Map.of("TEXTMILL_CDS", "no"), "infer").exitCode()).isEqualTo(78);
    }

    @Test
    void shouldMakeAnotherOneForAnotherJavaAndAfterAnUpdate() throws Exception {
        run(Map.of(), "demo");
        Path first = archives(home).get(0);

        Path other = java("jdk-2", "exit 0");
        assertThat(run(Map.of("JAVA_HOME", other.toString()), "demo").calls()).hasSize(3);
        assertThat(archives(home)).hasSize(1).doesNotContain(first);

        Files.writeString(home.resolve("lib/cli.jar"), "a longer jar");
        assertThat(run(Map.of("JAVA_HOME", other.toString()), "demo").calls()).hasSize(3);
        assertThat(archives(home)).hasSize(1);
    }

    @Test
    void shouldNeitherFailNorTryAgainWhereItCannotBeMade() throws Exception {
        java("jdk", "exit 3");

        Run first = run(Map.of(), "infer");
        assertThat(first.exitCode()).isZero();
        assertThat(first.calls()).hasSize(3);
        assertThat(first.calls().get(2)).doesNotContain(USES);
        assertThat(run(Map.of(), "infer").calls()).singleElement().asString().doesNotContain(USES, MAKES);
    }

    @Test
    void shouldUseTheCacheOfAUserWhoMayNotWriteThereAndDoWithoutWhereNothingMayBeWritten() throws Exception {
        // A file in place of a directory: even root cannot write there
        Files.writeString(cache, "in the way");
        assertThat(archives(home)).isEmpty();
        run(Map.of(), "infer");
        assertThat(archives(home)).hasSize(1);
        Path archive = archives(home).get(0);
        Files.delete(archive);
        Files.createDirectory(home.resolve("bin/readonly"));

        // When nothing there may be written, which a launcher asks of the shell
        executable(
                home.resolve("bin/textmill"),
                Files.readString(home.resolve("bin/textmill")).replace("! -w $app", "-n $app"));
        Run nowhere = run(Map.of(), "infer");
        assertThat(nowhere.exitCode()).isZero();
        assertThat(nowhere.calls()).singleElement().asString().doesNotContain(USES, MAKES);
        Files.delete(cache);
        Run cached = run(Map.of(), "infer");

        // Then
        assertThat(cached.calls()).hasSize(3);
        assertThat(archives(home)).isEmpty();
        assertThat(cached.calls().get(2)).contains(USES + archives(cache).get(0));
    }

    @Test
    void shouldLetReembedComeLast() throws Exception {
        executable(directory.resolve("jdk/bin/java"), """
                #!/bin/bash
                nice >>'%s'
                """.formatted(calls));

        int usual = Integer.parseInt(run(Map.of(), "status").calls().get(0));
        int last = Integer.parseInt(
                run(Map.of(), "reembed", "--suffix", ".v2").calls().get(0));

        assertThat(last).isEqualTo(Math.min(19, usual + 10));
    }

    @Test
    void shouldSayThatBenchNeedsACheckout() throws Exception {
        Run bench = run(Map.of(), "bench", "micro");
        assertThat(bench.exitCode()).isEqualTo(78);
        assertThat(bench.err()).contains("'bench' is not part of a release");
    }
}
