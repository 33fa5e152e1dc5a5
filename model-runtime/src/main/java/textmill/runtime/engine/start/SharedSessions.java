package textmill.runtime.engine.start;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.device.Device;
import textmill.runtime.graph.SharedLayers;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Precision;
import textmill.runtime.onnx.OnnxLayers;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.onnx.SessionSettings;
import textmill.runtime.runner.ModelRunner;

/**
 * Opens models on the CPU, those that have lower layers in common above one session of these. For one thread, while an
 * engine is being opened.
 */
final class SharedSessions {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSessions.class);

    private final Collection<ModelSpec> specs;
    private final Map<Key, OnnxLayers> open = new HashMap<>();
    private final Set<SharedLayers> refused = new HashSet<>();
    private @Nullable Map<Fed, SharedLayers> shared;

    /** What a model is fed with, and the model: only those that are fed alike can have values in common. */
    private record Fed(String tokenizer, BatchLayout layout, Path model) {
        static Fed of(ModelSpec spec) {
            return new Fed(
                    spec.tokenizer().identity(),
                    BatchLayout.of(spec),
                    spec.onnx().path());
        }

        Fed any() {
            return new Fed(tokenizer, layout, Path.of(""));
        }
    }

    private record Key(SharedLayers layers, int threads) {}

    /** All models of an engine. */
    SharedSessions(Collection<ModelSpec> specs) {
        this.specs = specs;
    }

    /** Opens a model, above layers that others have too if there are any. */
    ModelRunner open(ModelSpec spec, SessionSettings settings) {
        boolean may = settings.device().kind() == Device.Kind.CPU && settings.fusion();
        SharedLayers layers = may ? shared().get(Fed.of(spec)) : null;
        ModelRunner above = layers == null || refused.contains(layers) ? null : above(spec, settings, layers);
        if (above == null && layers != null) {
            refused.add(layers);
        }
        return above == null ? OnnxModel.open(spec, settings) : above;
    }

    private @Nullable ModelRunner above(ModelSpec spec, SessionSettings settings, SharedLayers layers) {
        SharedLayers.Part part = layers.above().get(spec.onnx().path());
        try {
            OnnxLayers below = open.computeIfAbsent(
                    new Key(layers, settings.threadsPerRun()),
                    first -> OnnxLayers.open(spec, layers.below(), settings));
            return part == null ? null : OnnxModel.openAbove(spec, settings, below, part);
        } catch (ModelException e) {
            LOG.info("{} shares no layers: {}", spec.name(), e.getMessage());
            return null;
        }
    }

    private Map<Fed, SharedLayers> shared() {
        Map<Fed, SharedLayers> known = shared;
        if (known == null) {
            known = find();
            shared = known;
        }
        return known;
    }

    private Map<Fed, SharedLayers> find() {
        Map<Fed, Set<Path>> alike = new LinkedHashMap<>();
        for (ModelSpec spec : specs) {
            // The scale of integers that are quantised in a run is a matter of the whole model.
            if (spec.onnx().precision() == Precision.FP32) {
                alike.computeIfAbsent(Fed.of(spec).any(), first -> new LinkedHashSet<>())
                        .add(spec.onnx().path());
            }
        }
        Map<Fed, SharedLayers> found = new HashMap<>();
        alike.forEach((fed, models) -> {
            for (SharedLayers layers : models.size() < 2 ? List.<SharedLayers>of() : SharedLayers.among(models)) {
                List<String> names = new ArrayList<>();
                for (Path model : layers.above().keySet()) {
                    found.put(new Fed(fed.tokenizer, fed.layout, model), layers);
                    names.add(name(model));
                }
                LOG.info("{} have {} matrix products in common, computed once", names, layers.products());
            }
        });
        return found;
    }

    private String name(Path model) {
        return specs.stream()
                .filter(spec -> spec.onnx().path().equals(model))
                .map(ModelSpec::name)
                .findFirst()
                .orElse("");
    }
}
