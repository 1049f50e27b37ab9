"""Conversations in and out, in the shape in which Polis exports them: a file of votes and a file of statements."""
