-- Documents that items keep for all jobs.
CREATE TABLE kept (
  id INTEGER PRIMARY KEY,
  shelf TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  document BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX kept_place ON kept (shelf, key, size);
