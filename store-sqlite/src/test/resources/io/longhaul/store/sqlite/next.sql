-- a version that comes after
CREATE TABLE added (n INTEGER);
INSERT INTO added SELECT count(*) FROM outcome;
