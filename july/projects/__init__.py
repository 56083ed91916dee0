"""Projects, the hooks that bring their pushes, and the deliveries that were kept."""
