"""Makes the golden tiny models of the Java tests: random weights, real layouts, the reference's values."""
