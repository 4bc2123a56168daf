-- Sums of 1,000 batches: what `status` adds up stays a few hundred rows however long the list is.
CREATE TABLE span (
  id INTEGER PRIMARY KEY, done INTEGER NOT NULL, failed INTEGER NOT NULL, skipped INTEGER NOT NULL,
  uncertain INTEGER NOT NULL, passed INTEGER NOT NULL, reused INTEGER NOT NULL);
INSERT INTO span SELECT (id >> 40 << 40) | ((id & 1099511627775) / 1000), sum(done), sum(failed), sum(skipped),
  sum(uncertain), sum(passed), sum(reused) FROM batch GROUP BY 1;
CREATE TABLE span_failed (
  id INTEGER NOT NULL, class INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id, class)) WITHOUT ROWID;
INSERT INTO span_failed SELECT (id >> 40 << 40) | ((id & 1099511627775) / 1000), class, sum(n) FROM batch_failed
  GROUP BY 1, 2;
DROP TABLE batch_failed;
