package io.longhaul.engine;

/// Room in memory for a reply that comes in. A transport asks before it keeps what it has read: replies come in no
/// faster than they are stored.
public interface Intake {

    /// For callers who bound their memory otherwise.
    Intake UNLIMITED = new Intake() {
        @Override
        public boolean takeNow(long bytes) {
            return true;
        }

        @Override
        public void take(long bytes) {}
    };

    /// Takes room for so many bytes more of this reply if there is room now.
    boolean takeNow(long bytes);

    /// Waits until there is room for so many bytes more of this reply, and takes it.
    ///
    /// @throws InterruptedException also when the call was given up meanwhile
    void take(long bytes) throws InterruptedException;
}
