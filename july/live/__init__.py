"""What moves by itself on the site: services, and the switchboard with the open connections."""
