package textmill.topology.health;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which topics are read. Thread-safe.
 *
 * @param anew knows them from the last look
 * @param probe asks for them now
 */
record ReadTopics(TopicsMadeAnew anew, BrokerProbe probe) implements WatchedClients.Topics {
    @Override
    public Map<String, String> known() {
        return anew.known();
    }

    @Override
    public Map<String, Optional<String>> ask(Set<String> names) throws InterruptedException {
        return probe.ids(names);
    }
}
