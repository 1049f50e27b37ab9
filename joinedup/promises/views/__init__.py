"""The pages of this room, a file a noun."""
