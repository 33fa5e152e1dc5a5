package textmill.examples;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.Results;
import textmill.topology.testing.StubEngine;

class OwnTopologyTest {

    @Test
    void shouldComputeTextsInSomebodyElsesApplication() {
        try (Cluster cluster = Cluster.start();
                StubEngine engine = StubEngine.fast()) {
            Map<String, String> settings = cluster.topics("articles", 2);
            cluster.produceTexts("articles", 2, 0, 500);

            OwnTopology.Running running = OwnTopology.start(settings, engine);
            try (running) {
                await().atMost(Duration.ofSeconds(60)).until(() -> cluster.lag("articles", "articles") == 0);
            }

            new Results(cluster).assertExactAndInOrder(cluster.read("articles.embeddings"), 500);
        }
    }
}
