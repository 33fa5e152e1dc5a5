package textmill.runtime.engine.start;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.GpuSettings;
import textmill.runtime.engine.BatchingEngine;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.ModelSet;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.onnx.Devices;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.onnx.SessionSettings;
import textmill.runtime.openvino.OpenVinoModel;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.TwoSessions;
import textmill.runtime.task.TaskSpec;

/** Opens engines: loads the models of their tasks, tries each once, measures where asked, and starts the threads. */
public final class EngineLoader {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLoader.class);

    private EngineLoader() {}

    /**
     * Opens an engine.
     *
     * @param config settings
     * @param tasks what to offer; names must differ
     * @throws ModelException if a model cannot be loaded
     * @throws DeviceException if a device was named that cannot be used
     */
    public static BatchingEngine open(EngineConfig config, List<TaskSpec> tasks) {
        return open(
                config, tasks, (spec, device, threads) -> session(config, tasks, new Wanted(spec, device, threads)));
    }

    /** A session to be opened. */
    private record Wanted(ModelSpec spec, Device device, int threads) {}

    private static ModelRunner session(EngineConfig config, List<TaskSpec> tasks, Wanted wanted) {
        ModelSpec spec = wanted.spec;
        Device device = wanted.device;
        int threads = wanted.threads;
        DeviceDefaults defaults = DeviceDefaults.of(config, device);
        if (device.kind().usesOpenVino()) {
            OpenVinoModel.Settings settings = new OpenVinoModel.Settings(
                    device, defaults.callers(), threads, config.compute().openVino());
            return TwoSessions.open(
                    many -> OpenVinoModel.open(spec, many == threads ? settings : settings.alone(many)),
                    threads,
                    defaults.threadsAlone());
        }
        // TensorRT is told of inputs [rows, width] only; of others it learns by the first batches.
        GpuSettings.@Nullable Shapes shapes = spec.onnx().inputs().square()
                ? null
                : defaults.shapes(spec.tokenizer().maxTokens());
        return TwoSessions.open(
                many -> OnnxModel.open(
                        spec,
                        new SessionSettings(
                                device,
                                many,
                                config.compute().gpu(),
                                shapes,
                                config.compute().graphFusion(),
                                largestOnly(spec, tasks))),
                threads,
                defaults.threadsAlone());
    }

    /** Outputs of a model of which no task reads more than the largest numbers. */
    private static Set<String> largestOnly(ModelSpec spec, List<TaskSpec> tasks) {
        Set<String> largest = new HashSet<>();
        Set<String> whole = new HashSet<>();
        for (TaskSpec task : tasks) {
            if (task.model().onnx().path().equals(spec.onnx().path())) {
                Set<String> own = task.head().largestOnly();
                largest.addAll(own);
                task.head().outputs().stream()
                        .filter(output -> !own.contains(output))
                        .forEach(whole::add);
            }
        }
        largest.removeAll(whole);
        return largest;
    }

    /**
     * Opens an engine with another way of opening models.
     *
     * @throws ModelException if a model cannot be loaded
     * @throws DeviceException if a device was named that cannot be used
     */
    public static BatchingEngine open(EngineConfig config, List<TaskSpec> tasks, RunnerOpener opener) {
        if (tasks.isEmpty() || tasks.stream().map(TaskSpec::name).distinct().count() < tasks.size()) {
            throw new IllegalArgumentException("an engine needs tasks with different names, found "
                    + tasks.stream().map(TaskSpec::name).toList());
        }
        List<Device> devices = Devices.resolve(config.compute().device());
        DeviceDefaults defaults = DeviceDefaults.of(config, devices.get(0));
        ModelSet models = new ModelLoader(devices, defaults, opener).load(tasks);
        try {
            new ModelProbe(models).check();
            new DeviceCheck(config.compute().device()).check(models.placements());
            if (config.batch().paddedTokens() == EngineConfig.MEASURE) {
                new BudgetTuner(models.models(), devices.get(0), defaults.callers()).tune();
            }
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
        LOG.info("Engine on {} with {}", models.devicesUsed(), defaults);
        return new BatchingEngine(config, models, defaults.sizes(devices.size()));
    }
}
