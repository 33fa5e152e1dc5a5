"""Training recipes of Textmill's default models: intents with an out-of-scope score, and replaced-token detection."""
