"""Action trackers, risk logs and scorecards as partners keep them: how their cells are read. Pure, but for `kinds`."""
