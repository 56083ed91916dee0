"""Views: each asks the domain for values and puts them on a page."""
