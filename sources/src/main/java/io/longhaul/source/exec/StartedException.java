package io.longhaul.source.exec;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.Transport.Delivery.Lost;
import java.io.IOException;

/// A command was started, and then it could not be followed to its end. Its work may be done, so nobody may say that
/// nothing was sent.
final class StartedException extends IOException {
    private static final long serialVersionUID = 1;

    StartedException(IOException cause) {
        super(cause);
    }

    Lost lost() {
        return new Lost(ErrorClass.RESOURCE, "the command was started, but could not be followed: " + getCause());
    }
}
