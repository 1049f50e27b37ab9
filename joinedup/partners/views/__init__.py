"""Pages of Who?: each one read or one action."""
