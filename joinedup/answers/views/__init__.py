"""Pages of Who answers for it? Each is one read or one action."""
