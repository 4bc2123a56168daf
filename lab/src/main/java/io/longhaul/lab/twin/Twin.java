package io.longhaul.lab.twin;

/// One provider's protocol.
interface Twin {

    String name();

    /// The key of a request; empty for none, or for a provider that takes none.
    String key(Asked asked);

    /// What it says if it is not limited and nothing fails.
    Told tell(Asked asked);

    /// What it says to too many calls.
    ///
    /// @param day whether the day's are used up, not the minute's
    Told refuse(Asked asked, boolean day);

    /// What it counts a request as in its day.
    default int units(Asked asked) {
        return 1;
    }

    /// What its servers say when they fail.
    default Told fail() {
        return new Told(503, 503, Told.HTML, "<html><body><h1>503 Service Unavailable</h1></body></html>");
    }

    /// The twins' rule for keys: any but those that hold the word `wrong`.
    static boolean accepts(String key) {
        return !key.isEmpty() && !key.contains("wrong");
    }
}
