package textmill.topology.config;

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
