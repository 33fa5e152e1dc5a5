package textmill.benchmarks.kafka;

import textmill.runtime.engine.EngineStatistics;

/** What turns texts into results between the topics. */
public interface Pipeline extends AutoCloseable {
    /** Of its engine. */
    EngineStatistics statistics();

    /** Stops, then frees the models. */
    @Override
    void close();
}
