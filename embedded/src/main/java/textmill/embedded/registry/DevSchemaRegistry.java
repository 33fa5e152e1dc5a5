package textmill.embedded.registry;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.embedded.BrokerStartException;
import textmill.embedded.PortInUseException;

/**
 * A schema registry on the loopback interface, for quick start and tests: Avro only, one instance, no authentication.
 *
 * <p>It answers the part of Confluent's REST API that serdes, console tools and user interfaces use, with its content
 * type and error codes, and keeps everything in a compacted topic in Confluent's record format. Beyond quick start and
 * tests use a real registry. Thread-safe.
 */
public final class DevSchemaRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DevSchemaRegistry.class);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ExecutorService threads;
    private final SchemaLog log;

    private DevSchemaRegistry(HttpServer server, ExecutorService threads, SchemaLog log) {
        this.server = server;
        this.threads = threads;
        this.log = log;
    }

    /**
     * Starts a registry and returns when it has read its topic and listens.
     *
     * @throws PortInUseException if the chosen port is taken
     * @throws BrokerStartException if the topic cannot be made or read
     */
    public static DevSchemaRegistry start(RegistryConfig config) {
        HttpServer server = bind(config.port());
        SchemaLog log;
        RegistryState state = new RegistryState();
        try {
            SchemaTopic.ensure(config.bootstrapServers(), config.topic());
            log = SchemaLog.open(config.bootstrapServers(), config.topic(), state);
        } catch (RuntimeException e) {
            server.stop(0);
            throw e;
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "schema-registry-http");
            thread.setDaemon(true);
            return thread;
        });
        server.createContext("/", new HttpFront(routes(new Registry(state, log))));
        server.setExecutor(threads);
        server.start();
        DevSchemaRegistry registry = new DevSchemaRegistry(server, threads, log);
        LOG.info("Schema registry at {}, schemas in topic {}", registry.url(), config.topic());
        return registry;
    }

    /** The value for {@code schema.registry.url}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops answering and leaves the topic as it is. Close the registry before its broker. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        log.close();
    }

    private static Routes routes(Registry registry) {
        Routes routes = new Routes();
        new ConfigEndpoints(registry).addTo(routes);
        new SchemaEndpoints(registry).addTo(routes);
        new SubjectEndpoints(registry).addTo(routes);
        return routes;
    }

    private static HttpServer bind(int port) {
        // The JDK's server writes headers and body apart; with Nagle's algorithm the body then waits 40 ms for an
        // acknowledgement. Read once by the JDK; of no effect if another HttpServer was made before in this JVM.
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
        } catch (BindException e) {
            throw new PortInUseException("schema registry", port, e);
        } catch (IOException e) {
            throw new BrokerStartException(
                    "cannot listen on 127.0.0.1:" + port + " for the schema registry: " + e.getMessage(), e);
        }
    }
}
