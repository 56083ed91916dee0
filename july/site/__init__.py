"""One port for everything, on one machine."""
