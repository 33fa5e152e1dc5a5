package textmill.topology.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Rules for where brokers and others are. */
final class AddressRules {
    private AddressRules() {}

    /** Addresses, which are kept without the user and the password that may stand in them. */
    static Rule<String> addresses() {
        return new Rule<>(
                "address, or several separated by commas",
                value -> Addresses.withoutSecrets(Rule.notBlank(value)),
                v -> v);
    }

    /** One place to send to, without a user or a password; a query is not shown. */
    static Rule<String> address() {
        return new Rule<>(
                "one address that begins with http:// or https://, without a user or password",
                value -> {
                    try {
                        URI address = new URI(value);
                        // A list reads like one address whose path goes on behind the comma.
                        boolean one = value.indexOf("://") == value.lastIndexOf("://");
                        boolean http = value.matches("(?i)https?://.*");
                        if (!one || !http || address.getRawAuthority() == null || Addresses.nameUsers(value)) {
                            throw new Rule.Misfit();
                        }
                        return value;
                    } catch (URISyntaxException e) {
                        throw new Rule.Misfit();
                    }
                },
                Addresses::withoutSecrets);
    }

    /** Brokers, {@code host:port} with commas between them. A user or a password cannot stand there. */
    static Rule<String> brokers() {
        return new Rule<>(
                "host:port, or several separated by commas, without a user or password",
                value -> {
                    for (String broker : value.split(",", -1)) {
                        if (Addresses.nameUsers(broker) || !broker.strip().matches("([^\\s;]+://)?[^\\s;]+:\\d{1,5}")) {
                            throw new Rule.Misfit();
                        }
                    }
                    return value;
                },
                value -> value);
    }
}
