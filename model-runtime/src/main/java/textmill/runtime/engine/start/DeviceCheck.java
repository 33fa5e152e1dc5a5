package textmill.runtime.engine.start;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.DeviceException;
import textmill.runtime.engine.ModelPlacement;

/** Compares where models really compute with what was asked for. */
final class DeviceCheck {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceCheck.class);

    private final DeviceChoice choice;

    DeviceCheck(DeviceChoice choice) {
        this.choice = choice;
    }

    /** @throws DeviceException if a model does not compute on a device that was named */
    void check(List<ModelPlacement> placements) {
        for (ModelPlacement found : placements) {
            LOG.info("Model {}", found.text());
            for (Device asked : choice.devices()) {
                if (placements.stream().noneMatch(other -> isOn(asked, found.model(), other))) {
                    throw DeviceException.elsewhere(asked, found.placement());
                }
            }
            int strays = found.placement().strays();
            if (strays > 0) {
                LOG.warn(
                        "Model {}: {} of its matrix products run on a slower device than {} ({}); its operators may be"
                                + " of a kind that the device does not have",
                        found.model(),
                        strays,
                        found.device(),
                        found.placement());
            }
        }
    }

    private static boolean isOn(Device asked, String model, ModelPlacement found) {
        return found.model().equals(model) && found.device().equals(asked.toString());
    }
}
