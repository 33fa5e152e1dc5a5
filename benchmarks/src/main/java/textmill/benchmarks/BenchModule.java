package textmill.benchmarks;

import picocli.CommandLine;
import textmill.benchmarks.anomaly.AnomalyStateCommand;
import textmill.benchmarks.device.DeviceCommand;
import textmill.benchmarks.endtoend.AnomalyCostCommand;
import textmill.benchmarks.endtoend.EndToEndCommand;
import textmill.benchmarks.endtoend.TracingCostCommand;
import textmill.benchmarks.kill.KillCommand;
import textmill.benchmarks.metrics.MetricsCostCommand;
import textmill.benchmarks.micro.MicroCommand;
import textmill.benchmarks.peers.PeersCommand;
import textmill.benchmarks.reembed.BesideLiveCommand;
import textmill.benchmarks.start.StartCommand;
import textmill.benchmarks.stream.StreamCommand;
import textmill.benchmarks.tasks.TasksCommand;
import textmill.cli.CommandModule;
import textmill.cli.console.Terminal;
import textmill.cli.model.TaskArguments;

/** Adds {@code bench} to the command line when this module is on the class path. */
public final class BenchModule implements CommandModule {
    @Override
    public CommandLine command(Terminal terminal) {
        CommandLine tasks = new CommandLine(new TasksCommand(terminal));
        TaskArguments.addTo(tasks.getCommandSpec());
        return new CommandLine(new BenchCommand())
                .addSubcommand(new PeersCommand(terminal))
                .addSubcommand(new StartCommand(terminal))
                .addSubcommand(new StreamCommand(terminal))
                .addSubcommand(new EndToEndCommand(terminal))
                .addSubcommand(new AnomalyCostCommand(terminal))
                .addSubcommand(new TracingCostCommand(terminal))
                .addSubcommand(new MetricsCostCommand(terminal))
                .addSubcommand(new AnomalyStateCommand(terminal))
                .addSubcommand(new DeviceCommand(terminal))
                .addSubcommand(new KillCommand(terminal))
                .addSubcommand(new BesideLiveCommand(terminal))
                .addSubcommand(tasks)
                .addSubcommand(new MicroCommand());
    }
}
