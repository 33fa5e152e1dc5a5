package textmill.topology.config;

/** The parts of the reference of configuration keys. */
enum Section {
    KAFKA("Kafka"),
    REGISTRY("Schema registry"),
    INPUT("Input"),
    TASKS("Tasks and their outputs"),
    DEAD_LETTERS("Dead letters"),
    ENGINE("Models and batches"),
    GPU("GPUs"),
    DELIVERY("Delivery"),
    OPERATION("Operation");

    final String title;

    Section(String title) {
        this.title = title;
    }
}
