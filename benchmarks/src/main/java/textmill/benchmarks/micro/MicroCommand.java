package textmill.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import textmill.cli.console.CliException;
import textmill.cli.console.ExitCode;

/** {@code textmill bench micro}. */
@Command(
        name = "micro",
        description = "JMH microbenchmarks of the steps of the hot path: tokenise, batch, run, pool, judge.",
        sortOptions = false)
public final class MicroCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "REGEX",
            arity = "0..*",
            description = "Only benchmarks whose name matches, for example Tokenize (default: all).")
    private List<String> include = new ArrayList<>();

    @Option(names = "--quick", description = "One short iteration of each, to see that they run.")
    private boolean quick;

    @Override
    public Integer call() throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder().jvmArgsPrepend("-Dai.djl.offline=true");
        if (include.isEmpty()) {
            options.include("textmill\\.benchmarks\\.micro\\..*");
        }
        include.forEach(options::include);
        if (quick) {
            options.warmupIterations(1).warmupTime(TimeValue.milliseconds(200));
            options.measurementIterations(1).measurementTime(TimeValue.milliseconds(200));
        }
        if (new Runner(options.build()).run().isEmpty()) {
            throw CliException.usage("bench micro: no benchmark matches " + include);
        }
        return ExitCode.OK;
    }
}
