"""Pages of What should change?: each one read or one action."""
