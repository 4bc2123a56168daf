package io.longhaul.app.api;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import io.longhaul.engine.store.StoreException;
import io.longhaul.io.list.InputException;
import io.longhaul.io.result.OutputException;

/// What the rest of the program throws, as problems of requests.
final class Problems {

    private Problems() {}

    static Problem of(RuntimeException thrown) {
        return switch (thrown) {
            case Problem problem -> problem;
            case InputException input -> new Problem(400, "invalid", words(input));
            case OutputException output -> new Problem(400, "invalid", words(output));
            case CommandException command -> command(command);
            case StoreException store -> store.kind() == StoreException.Kind.FULL
                    ? new Problem(507, "disk-full", "the disk of the service is full; nothing was changed")
                    : new Problem(503, "storage", "the store of the service cannot be used; its log says why");
            default -> new Problem(500, "internal", "unexpected; the log of the service says what, under this id");
        };
    }

    private static Problem command(CommandException thrown) {
        return switch (thrown.exit()) {
            case Exit.USAGE -> new Problem(400, "invalid", words(thrown));
            case Exit.NOT_FOUND -> Problem.notFound(words(thrown));
            case Exit.CONFLICT -> Problem.conflict(words(thrown));
            case Exit.AUTH_OR_CONFIG -> new Problem(409, "configuration", words(thrown));
            default -> new Problem(500, "internal", "unexpected; the log of the service says what, under this id");
        };
    }

    private static String words(RuntimeException thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
