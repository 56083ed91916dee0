"""The engines for one machine: Datastore and Cloud Tasks on one SQLite file."""
