package textmill.topology.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import textmill.topology.config.EndpointKeys;
import textmill.topology.config.Key;
import textmill.topology.config.OperationKeys;
import textmill.topology.config.TextmillConfig;

/**
 * Where the endpoint listens and whom it answers.
 *
 * @param address port 0 takes a free one
 * @param names host names under which it may be asked, beside {@code localhost} and addresses in digits; {@code *} for any
 * @param login what clients must send, if anything
 * @param tls keys, if it speaks TLS
 */
public record EndpointSettings(
        InetSocketAddress address, Collection<String> names, Optional<Login> login, Optional<ServerTls> tls) {
    /** Copies the names. */
    public EndpointSettings {
        names = List.copyOf(names);
    }

    /**
     * As configured.
     *
     * @throws textmill.topology.config.ConfigException if a key store cannot be read
     */
    public static EndpointSettings of(TextmillConfig config) {
        String host = config.get(OperationKeys.HTTP_HOST);
        List<String> names =
                new ArrayList<>(config.find(EndpointKeys.ALLOWED_HOSTS).orElse(List.of()));
        names.add(host);
        return new EndpointSettings(
                new InetSocketAddress(host, config.get(OperationKeys.HTTP_PORT)),
                names,
                config.find(EndpointKeys.USER_INFO).map(Login::new),
                tls(config));
    }

    private static Optional<ServerTls> tls(TextmillConfig config) {
        if (config.find(EndpointKeys.KEYSTORE).isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> ssl = new HashMap<>();
        for (Key<String> key : EndpointKeys.STORES) {
            config.find(key).ifPresent(value -> ssl.put(key.keyName().substring(EndpointKeys.PREFIX.length()), value));
        }
        ssl.put("ssl.client.auth", config.get(EndpointKeys.CLIENT_AUTH).word());
        return Optional.of(ServerTls.of(ssl, EndpointKeys.PREFIX));
    }

    /** What works, and somebody should have thought about: a line each. */
    public List<String> warnings() {
        InetAddress listens = address.getAddress();
        if (listens == null || listens.isLoopbackAddress()) {
            return List.of();
        }
        String where = "http.host = " + address.getHostString() + ": ";
        if (login.isEmpty() && tls.isEmpty()) {
            return List.of(
                    where + "whoever reaches this address can read metrics, the names of topics and the reasons of"
                            + " failures: set http.basic.auth.user.info and http.ssl.*, or let a network policy decide who"
                            + " reaches it.");
        }
        return login.isPresent() && tls.isEmpty()
                ? List.of(where + "the password of http.basic.auth.user.info travels without encryption: set"
                        + " http.ssl.keystore.location, or put a proxy that speaks TLS before it.")
                : List.of();
    }

    /** On the loopback interface, for everybody on this machine. */
    public static EndpointSettings loopback(int port) {
        return new EndpointSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
