"""What moves by itself on the site: the switchboard and, later, the services behind it."""
