-- Lost calls are few; which of them were made again is asked with every view of a job.
CREATE INDEX call_lost ON call (job) WHERE state = 1;
