package textmill.topology.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses as they may be shown: without the user, the password and the query that may stand in them. */
public final class Addresses {
    private static final String HIDDEN = "[hidden]";

    /** Whatever stands between // and the last @ of a word is a user and a password, or was meant to be. */
    private static final Pattern USER = Pattern.compile("(?<=://)[^\\s]*@");

    private Addresses() {}

    /** Addresses separated by commas. */
    static String withoutSecrets(String addresses) {
        List<String> plain = new ArrayList<>();
        for (String address : addresses.split(",", -1)) {
            String shown = USER.matcher(address.strip()).replaceFirst("").replaceFirst("[?#].*", "?" + HIDDEN);
            plain.add(shown.matches("[A-Za-z][A-Za-z0-9+.-]*://[^@]*") ? shown : HIDDEN);
        }
        // A comma in a password cuts an address in two; then no part is what it seems.
        return plain.contains(HIDDEN) ? HIDDEN : String.join(",", plain);
    }

    /** A message that may quote addresses: what others say of a setting often repeats it. */
    public static String hideUsers(String message) {
        return USER.matcher(message).replaceAll(HIDDEN + "@");
    }

    /** Whether a user or a password stands in one of the addresses. */
    static boolean nameUsers(String addresses) {
        return addresses.indexOf('@') >= 0;
    }
}
