package textmill.topology.config;

import java.util.List;
import java.util.Locale;
import textmill.runtime.device.DeviceChoice;

/** What a value must look like, and how it is read. A value that does not fit gives an {@link Misfit}. */
sealed interface Rule {

    /** Reads a value. */
    Object read(String value) throws Misfit;

    /** How the reference names what is expected, for example {@code whole number, 1 or more}. */
    String expected();

    /** The value was not what {@link #expected} says. */
    final class Misfit extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Any text that is not blank. */
    record Text() implements Rule {
        @Override
        public Object read(String value) throws Misfit {
            if (value.isBlank()) {
                throw new Misfit();
            }
            return value.strip();
        }

        @Override
        public String expected() {
            return "text";
        }
    }

    /** A name that Kafka accepts for a topic. */
    record Topic() implements Rule {
        private static final int LONGEST = 249;

        @Override
        public Object read(String value) throws Misfit {
            String name = value.strip();
            if (!name.matches("[a-zA-Z0-9._-]{1," + LONGEST + "}") || name.equals(".") || name.equals("..")) {
                throw new Misfit();
            }
            return name;
        }

        @Override
        public String expected() {
            return "name of a topic";
        }
    }

    /** One of a few words. */
    record OneOf(List<String> choices) implements Rule {
        @Override
        public Object read(String value) throws Misfit {
            String word = value.strip().toLowerCase(Locale.ROOT);
            if (!choices.contains(word)) {
                throw new Misfit();
            }
            return word;
        }

        @Override
        public String expected() {
            return "one of " + String.join(", ", choices);
        }
    }

    /** A whole number within bounds, both included. */
    record Whole(long min, long max) implements Rule {
        @Override
        public Object read(String value) throws Misfit {
            try {
                long number = Long.parseLong(value.strip());
                if (number < min || number > max) {
                    throw new Misfit();
                }
                return number;
            } catch (NumberFormatException e) {
                throw new Misfit();
            }
        }

        @Override
        public String expected() {
            return "whole number, " + min + (max == Long.MAX_VALUE ? " or more" : " to " + max);
        }
    }

    /** {@code true} or {@code false}. */
    record Flag() implements Rule {
        @Override
        public Object read(String value) throws Misfit {
            return switch (value.strip().toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new Misfit();
            };
        }

        @Override
        public String expected() {
            return "true or false";
        }
    }

    /** A device or several. */
    record Devices() implements Rule {
        @Override
        public Object read(String value) throws Misfit {
            try {
                return DeviceChoice.parse(value).toString();
            } catch (IllegalArgumentException e) {
                throw new Misfit();
            }
        }

        @Override
        public String expected() {
            return "auto, or cpu, cuda, cuda:N, tensorrt, tensorrt:N or several of these separated by commas";
        }
    }
}
