package textmill.topology.http;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names under which the endpoint may be asked. A page of the internet can have its own name point to 127.0.0.1 and
 * then read, as its own origin, what answers there ("DNS rebinding"); but the name that it used is in the Host header. An
 * address in digits is nobody's name and always allowed.
 */
final class HostCheck {
    private static final String ANY = "*";
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.]{2,45}]");

    private final Set<String> names;

    /**
     * @param names allowed beside {@code localhost}; {@code *} for any
     */
    HostCheck(Collection<String> names) {
        this.names = new TreeSet<>();
        this.names.add("localhost");
        names.forEach(name -> this.names.add(normal(name)));
    }

    boolean allows(String header) {
        String host = normal(PORT.matcher(header.strip()).replaceFirst(""));
        return names.contains(ANY)
                || names.contains(host)
                || IPV4.matcher(host).matches()
                || IPV6.matcher(host).matches();
    }

    private static String normal(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
