package textmill.runtime.openvino;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.OpenVinoSettings;
import textmill.runtime.device.OpenVinoSettings.Precision;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;

/** A model compiled by OpenVINO for one device, from the ONNX file as it was written. */
public final class OpenVinoModel implements ModelRunner {
    private static final Logger LOG = LoggerFactory.getLogger(OpenVinoModel.class);
    private static final int BLANK_TOKENS = 8;

    private final OpenVino openVino;
    private final Pointer compiled;
    private final ModelSpec spec;
    private final Settings settings;
    private final BatchLayout layout;
    private final String runtime;
    private final Queue<InferRequest> idle = new ConcurrentLinkedQueue<>();

    /**
     * How a model is compiled.
     *
     * @param device one of OpenVINO's
     * @param runs batches that run at once
     * @param threadsPerRun threads of one run on the CPU
     * @param openVino what else it is told
     */
    public record Settings(Device device, int runs, int threadsPerRun, OpenVinoSettings openVino) {
        /** These settings for one run at a time with so many threads. */
        public Settings alone(int threads) {
            return new Settings(device, 1, threads, openVino);
        }

        private Settings exactly() {
            return new Settings(device, runs, threadsPerRun, openVino.with(Precision.FP32));
        }

        /** The precision to compile for. */
        private Precision precision() {
            if (openVino.precision() != Precision.AUTO) {
                return openVino.precision();
            }
            if (device.kind() != Device.Kind.OPENVINO_CPU) {
                return Precision.FP16;
            }
            return ProcessorFeatures.hasBf16() ? Precision.BF16 : Precision.FP32;
        }

        private Map<String, String> properties() {
            Map<String, String> properties = new LinkedHashMap<>();
            properties.put("INFERENCE_PRECISION_HINT", hint(precision()));
            properties.put("NUM_STREAMS", String.valueOf(runs));
            if (device.kind() == Device.Kind.OPENVINO_CPU) {
                properties.put("INFERENCE_NUM_THREADS", String.valueOf(runs * threadsPerRun));
                // The threads of every model would be bound to the same first cores.
                properties.put("ENABLE_CPU_PINNING", "NO");
                // Weights that are stored as int8 would get activations of int8, of which nobody asked.
                properties.put("DYNAMIC_QUANTIZATION_GROUP_SIZE", "0");
            }
            return properties;
        }
    }

    private OpenVinoModel(OpenVino openVino, Pointer compiled, Facts facts) {
        this.openVino = openVino;
        this.compiled = compiled;
        this.spec = facts.spec;
        this.settings = facts.settings;
        this.layout = BatchLayout.of(spec);
        this.runtime = facts.version + " " + settings.precision().text();
    }

    private record Facts(ModelSpec spec, Settings settings, String version) {
        String text() {
            return String.join(
                    "\n",
                    spec.onnx().sha256(),
                    version,
                    settings.device.toString(),
                    settings.properties().toString());
        }
    }

    /**
     * Compiles the model, or reads what was compiled before.
     *
     * @throws DeviceException if OpenVINO is not there, or the device or the precision is not
     * @throws ModelException if OpenVINO refuses the file
     */
    public static OpenVinoModel open(ModelSpec spec, Settings settings) {
        OpenVino openVino = OpenVino.open(settings.openVino.library(), settings.device);
        boolean ready = false;
        try {
            Facts facts = new Facts(spec, settings, "OpenVINO " + openVino.version());
            OpenVinoModel model = new OpenVinoModel(openVino, compile(openVino, facts), facts);
            ready = true;
            model.requirePrecision();
            return model;
        } catch (OpenVinoException e) {
            throw new DeviceException(settings.device, "OpenVINO fails (" + e.words() + ")", "install it again", e);
        } finally {
            if (!ready) {
                openVino.close();
            }
        }
    }

    private static Pointer compile(OpenVino openVino, Facts facts) {
        Settings settings = facts.settings;
        try {
            CompiledModels kept = CompiledModels.in(settings.openVino.cache(), System.getenv());
            Path file = kept.portable(facts.spec);
            return kept.compile(file + "\n" + facts.text(), cache -> {
                Map<String, String> properties = settings.properties();
                if (cache != null) {
                    properties.put("CACHE_DIR", cache.toString());
                }
                return openVino.compile(file, settings.device, properties);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + facts.spec.onnx().path() + " for OpenVINO: " + e, e);
        } catch (OpenVinoException e) {
            throw new ModelException(
                    facts.spec.onnx().path(),
                    "a model that " + facts.version + " can load",
                    "its refusal: " + e.words(),
                    "export it again with ONNX's own operators, or set device=cpu",
                    e);
        }
    }

    /** OpenVINO takes any precision for a hint, and computes with what it has. */
    private void requirePrecision() {
        Precision wanted = settings.precision();
        String found;
        try {
            found = openVino.propertyOf(compiled, "INFERENCE_PRECISION_HINT");
        } catch (OpenVinoException e) {
            LOG.debug("{} does not tell its precision: {}", spec.name(), e.words());
            return;
        }
        if (!found.equals(hint(wanted))) {
            close();
            throw new DeviceException(
                    settings.device,
                    "it computes " + wanted.text() + " as " + found,
                    "set precision=auto or precision=fp32",
                    null);
        }
    }

    private static String hint(Precision precision) {
        return switch (precision) {
            case BF16 -> "bf16";
            case FP16 -> "f16";
            case FP32, AUTO -> "f32";
        };
    }

    @Override
    public ModelOutputs run(PaddedBatch batch, Set<String> outputs) throws RunFailedException {
        InferRequest request = idle.poll();
        boolean works = false;
        try {
            if (request == null) {
                request = InferRequest.of(openVino, compiled);
            }
            ModelOutputs result = request.run(batch, layout.inputs().list(), outputs);
            works = true;
            return result;
        } catch (OpenVinoException e) {
            throw new RunFailedException(e.kind(), e.words(), e);
        } finally {
            if (works) {
                idle.add(request);
            } else if (request != null) {
                request.close();
            }
        }
    }

    @Override
    public boolean narrows() {
        return settings.precision() != Precision.FP32;
    }

    /**
     * The same model with 32 bits, if the precision was left to us and is another: something to hold this one against. A
     * quantised model is held against what it was before, by whoever quantised it: where its figures are of this precision too,
     * nothing is left to ask. (To itself it is not close, since fewer bits move steps of int8, as often for the better.)
     */
    @Override
    public @Nullable ModelRunner exact() {
        boolean chosen = settings.openVino.precision() == Precision.AUTO;
        boolean known = spec.quality().covers(settings.precision().text());
        return chosen && narrows() && !known ? open(spec, settings.exactly()) : null;
    }

    @Override
    public String runtime() {
        return runtime;
    }

    @Override
    public Device device() {
        return settings.device;
    }

    @Override
    public boolean works() {
        PaddedBatch batch = new PaddedBatch();
        batch.fillBlank(layout, 1, BLANK_TOKENS);
        try {
            run(batch, Set.of());
            return true;
        } catch (RunFailedException e) {
            return false;
        }
    }

    @Override
    public void close() {
        for (InferRequest request = idle.poll(); request != null; request = idle.poll()) {
            request.close();
        }
        openVino.library().compiledModelFree(compiled);
        openVino.close();
    }
}
