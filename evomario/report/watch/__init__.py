"""A run's page while the run goes on, drawn and served by a process of its own."""
