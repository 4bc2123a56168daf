/// Wrapped commands: [ExecTransport] runs them, [ExecPerItem], [ExecPerBatch] and [ExecPerWorker] say what to run
/// and what the outcome means.
@NullMarked
package io.longhaul.source.exec;

import org.jspecify.annotations.NullMarked;
