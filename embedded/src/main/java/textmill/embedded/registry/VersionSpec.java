package textmill.embedded.registry;

import java.util.List;
import java.util.Optional;

/** A version as a path names it: a number, {@code latest} or {@code -1}. */
record VersionSpec(int number) {

    private static final int LATEST = -1;

    static VersionSpec parse(String text) {
        if (text.equals("latest") || text.equals("-1")) {
            return new VersionSpec(LATEST);
        }
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return new VersionSpec(number);
            }
        } catch (NumberFormatException e) {
            throw RegistryException.invalidVersion(text);
        }
        throw RegistryException.invalidVersion(text);
    }

    boolean isLatest() {
        return number == LATEST;
    }

    Optional<StoredSchema> in(List<StoredSchema> versions) {
        if (isLatest()) {
            return versions.stream().reduce((older, newer) -> newer);
        }
        return versions.stream().filter(each -> each.version() == number).findFirst();
    }

    @Override
    public String toString() {
        return isLatest() ? "latest" : Integer.toString(number);
    }
}
