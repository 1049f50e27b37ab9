"""My data: everything that the site holds about somebody, found by what the data map declares."""
