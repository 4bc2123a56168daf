package io.longhaul.engine;

import java.util.List;
import java.util.Map;

/// What a source wants sent. It holds no secret beyond what the engine's chosen [Key] put in, and is never stored.
public sealed interface Request {

    /// One HTTP exchange.
    ///
    /// @param path path and query, relative to the source's base URL
    /// @param headers one value each; a key belongs here, not in the path
    /// @param body empty for none
    record Http(String method, String path, Map<String, String> headers, byte[] body) implements Request {
        public Http {
            headers = Map.copyOf(headers);
        }
    }

    /// One run of a command.
    ///
    /// @param argv program and arguments, no shell
    /// @param stdin what the child reads; where `argv` holds the words `{in}` or `{out}` these become paths of
    ///     files, `{in}` filled with `stdin`, and the reply's body is what the child left in `{out}`
    /// @param coprocess true: one line to, and one line from, a long-lived child with this argv
    record Exec(List<String> argv, byte[] stdin, boolean coprocess) implements Request {
        public Exec {
            argv = List.copyOf(argv);
            if (argv.isEmpty()) {
                throw new IllegalArgumentException("argv is empty; want a program");
            }
        }
    }

    /// A GET without headers of its own.
    static Request get(String path) {
        return new Http("GET", path, Map.of(), new byte[0]);
    }
}
