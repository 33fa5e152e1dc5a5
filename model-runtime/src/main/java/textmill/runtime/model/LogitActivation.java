package textmill.runtime.model;

import java.util.Locale;

/** What makes scores of a classifier's logits. */
public enum LogitActivation {
    /** One of the labels holds: their probabilities add up to 1. */
    SOFTMAX,
    /** Each label holds or not, by itself. */
    SIGMOID,
    /** The model's output is the score. */
    NONE;

    /** Its name in configuration and messages. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException listing the names that there are
     */
    public static LogitActivation parse(String text) {
        for (LogitActivation activation : values()) {
            if (activation.text().equals(text)) {
                return activation;
            }
        }
        throw new IllegalArgumentException("expected softmax, sigmoid or none, found '" + text + "'");
    }
}
