"""Small pieces without any of July's concepts in them."""
