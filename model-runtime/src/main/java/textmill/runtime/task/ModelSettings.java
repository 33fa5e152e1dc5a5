package textmill.runtime.task;

import com.fasterxml.jackson.databind.JsonNode;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;

/** Settings of a task in the section {@code textmill} of a model's {@code config.json}. */
public final class ModelSettings {
    private final ModelSpec model;
    private final JsonNode section;

    /** The section of a model; absent settings have their defaults. */
    public ModelSettings(ModelSpec model) {
        this.model = model;
        this.section = model.config().path("textmill");
    }

    /** True if there is a number of that name. */
    public boolean has(String key) {
        return section.path(key).isNumber();
    }

    /** {@code calibration.temperature}, 1 if absent. */
    public float temperature() {
        double value = section.path("calibration").path("temperature").asDouble(1);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw misfit("textmill.calibration.temperature above 0", value);
        }
        return (float) value;
    }

    /** {@code calibration.bias}, 0 if absent. */
    public float bias() {
        return (float) section.path("calibration").path("bias").asDouble(0);
    }

    /** A number from 0 to 1. */
    public float probability(String key, float absent) {
        double value = section.path(key).asDouble(absent);
        if (!(value >= 0 && value <= 1)) {
            throw misfit("textmill." + key + " from 0 to 1", value);
        }
        return (float) value;
    }

    private ModelException misfit(String expected, double found) {
        return new ModelException(model.configFile(), expected, String.valueOf(found), "correct it");
    }
}
