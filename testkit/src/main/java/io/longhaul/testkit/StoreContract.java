package io.longhaul.testkit;

/// What every store must do, as tests. A store's test class implements the three methods of [StoreFixture] and gets
/// them all.
///
/// @see StoreJobsContract jobs, loading, owners
/// @see StoreItemsContract items, outcomes, batches
/// @see StoreCorrectionsContract corrected rows
/// @see StoreCallsContract the ledger
/// @see StoreRepliesContract what upstreams said
/// @see StoreKeptContract documents for all jobs
public interface StoreContract
        extends StoreJobsContract, StoreItemsContract, StorePagesContract, StoreCorrectionsContract,
        StoreCallsContract, StoreRepliesContract, StoreKeptContract {}
