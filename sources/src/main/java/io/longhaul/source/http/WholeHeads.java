package io.longhaul.source.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;

/// Refuses an answer that ends within its head: the library takes the lines that came for all there are, and a body
/// that was never begun for an empty one.
final class WholeHeads implements HttpMessageParserFactory<ClassicHttpResponse> {

    private final Http1Config limits;

    WholeHeads(Http1Config limits) {
        this.limits = limits;
    }

    @Override
    @SuppressWarnings("deprecation") // there is no other to implement
    public HttpMessageParser<ClassicHttpResponse> create(Http1Config ignored) {
        var parser = new DefaultHttpResponseParser(limits);
        return (buffer, in) -> parser.parse(buffer, new Begun(in, buffer.length() > 0));
    }

    /// May end only before its first byte.
    private static final class Begun extends FilterInputStream {
        private boolean begun;

        Begun(InputStream in, boolean begun) {
            super(in);
            this.begun = begun;
        }

        @Override
        public int read() throws IOException {
            return checked(super.read());
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            return checked(super.read(into, from, most));
        }

        private int checked(int read) throws ConnectionClosedException {
            if (read < 0 && begun) {
                throw new ConnectionClosedException("closed within the head of the answer");
            }
            begun = true;
            return read;
        }
    }
}
