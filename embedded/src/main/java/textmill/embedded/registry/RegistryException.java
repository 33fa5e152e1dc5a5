package textmill.embedded.registry;

/** A request that the registry refuses, with the HTTP status and Confluent's error code that the client gets. */
final class RegistryException extends RuntimeException {

    private final int status;
    private final int code;
    private final String reason;

    RegistryException(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.reason = message;
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    /** The message, for the client. */
    String reason() {
        return reason;
    }

    static RegistryException subjectNotFound(String subject) {
        return new RegistryException(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryException versionNotFound(String version) {
        return new RegistryException(404, 40402, "Version " + version + " not found.");
    }

    static RegistryException schemaNotFound(String what) {
        return new RegistryException(404, 40403, what);
    }

    static RegistryException invalidSchema(String why) {
        return new RegistryException(422, 42201, why);
    }

    static RegistryException invalidVersion(String version) {
        return new RegistryException(
                422,
                42202,
                "'" + version + "' is not a version: expected a number from 1 to 2147483647, or \"latest\"");
    }

    static RegistryException badRequest(String why) {
        return new RegistryException(400, 400, why);
    }

    static RegistryException store(String why) {
        return new RegistryException(500, 50001, why);
    }

    static RegistryException storeTimeout(String why) {
        return new RegistryException(500, 50002, why);
    }
}
