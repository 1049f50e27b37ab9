"""Mappings: how any table that somebody keeps says what the workbook would say.

A mapping is a translator between the reader and the staging: it turns a file's own rows into rows of the workbook's
sheets. Everything after it is the same: staged rows, problems in their cells, what it would do, storing once.
"""
