package io.longhaul.source.exec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a command said about one row.
public sealed interface ExecAnswer {

    /// Its output, byte for byte. An empty body means: looked at and screened out.
    ///
    /// @param header the header line of CSV output with its line end, empty where there is none; not part of the body
    /// @param body lines; the last one has a line end only if the command wrote one
    record Output(byte[] header, byte[] body) implements ExecAnswer {

        static final byte[] NONE = new byte[0];

        public boolean screenedOut() {
            return body.length == 0;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Output(var itsHeader, var itsBody)
                    && Arrays.equals(header, itsHeader)
                    && Arrays.equals(body, itsBody);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(header) + Arrays.hashCode(body);
        }

        @Override
        public String toString() {
            return "Output[" + text(header) + "|" + text(body) + "]";
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /// The row is not for this command (exit 65).
    record Skip(String reason) implements ExecAnswer {}
}
