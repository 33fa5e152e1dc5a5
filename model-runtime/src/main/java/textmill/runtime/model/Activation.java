package textmill.runtime.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A function of one number behind a linear layer, as PyTorch defines it. */
public enum Activation {
    /** The number itself. */
    IDENTITY,
    /** Hyperbolic tangent. */
    TANH,
    /** Negative numbers become 0. */
    RELU,
    /** {@code x * P(X <= x)} for a standard normal X (Hendrycks and Gimpel, 2016), not the approximation with tanh. */
    GELU,
    /** {@code 1 / (1 + e^-x)}. */
    SIGMOID;

    /** The function's value. */
    public float of(float x) {
        return switch (this) {
            case IDENTITY -> x;
            case TANH -> (float) Math.tanh(x);
            case RELU -> Math.max(x, 0);
            case GELU -> (float) (0.5 * x * (1 + errorFunction(x / Math.sqrt(2))));
            case SIGMOID -> (float) (1 / (1 + Math.exp(-(double) x)));
        };
    }

    /** The one of a PyTorch class, for example {@code torch.nn.modules.activation.Tanh}; null if there is none. */
    static @Nullable Activation ofClass(String name) {
        if (!name.startsWith("torch.nn.")) {
            return null;
        }
        String simple = name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(activation -> activation.name().equals(simple))
                .findFirst()
                .orElse(null);
    }

    /** All names, for messages. */
    static String names() {
        return Arrays.stream(values())
                .map(activation -> activation.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: at most 1.5e-7 off. */
    private static double errorFunction(double x) {
        double t = 1 / (1 + 0.3275911 * Math.abs(x));
        double tail = t
                * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
                * Math.exp(-x * x);
        return Math.copySign(1 - tail, x);
    }
}
