package textmill.topology.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.topology.topics.TopicFacts;

class TopicWarningsTest {
    private static final long WEEK_MS = Duration.ofDays(7).toMillis();

    private final TopicWarnings warnings = new TopicWarnings(
            Map.of("in", topic(4, Long.MAX_VALUE), "narrow", topic(2, WEEK_MS), "wide", topic(4, Long.MAX_VALUE)));

    @Test
    void shouldNameBothTopicsIfResultsHaveFewerPartitions() {
        assertThat(warnings.fewerPartitions(List.of("in"), List.of("narrow", "wide")))
                .singleElement()
                .asString()
                .startsWith("Topic narrow has 2 partitions, fewer than the 4 of in");
    }

    @Test
    void shouldSayWhichTopicForgetsResultsOfOldTexts() {
        assertThat(warnings.shorterRetention(List.of("narrow", "wide"), Duration.ofDays(8)))
                .singleElement()
                .asString()
                .startsWith("Topic narrow forgets records that are older than 7 days")
                .contains("8 days");
        assertThat(warnings.shorterRetention(List.of("narrow", "wide"), Duration.ofDays(6)))
                .isEmpty();
    }

    private static TopicFacts topic(int partitions, long retentionMs) {
        return new TopicFacts(partitions, 1_000, false, Long.MAX_VALUE, Long.MAX_VALUE, retentionMs);
    }
}
