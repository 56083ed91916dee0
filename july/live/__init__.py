"""What moves by itself on the site: the switchboard, which holds the open streams."""
