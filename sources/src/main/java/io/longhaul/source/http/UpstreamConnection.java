package io.longhaul.source.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// A connection whose answers belong to its requests: it is not used again once anything came that no request asked
/// for, or its other end has closed it, and an answer that ends too early is an error.
final class UpstreamConnection extends DefaultManagedHttpClientConnection {

    private static final Http1Config LINES = Http1Config.custom()
            .setMaxLineLength(64 << 10)
            .setMaxHeaderCount(1_000)
            .build();
    /// Nobody reads trailers.
    private static final Http1Config TRAILERS =
            Http1Config.custom().setMaxLineLength(4 << 10).setMaxHeaderCount(32).build();

    private @Nullable Wire wire;
    private boolean bodiless;

    UpstreamConnection(String id) {
        super(id, null, null, LINES, null, null, null, null, DefaultHttpResponseParserFactory.INSTANCE);
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new Holder(socket));
    }

    @Override
    public void bind(SSLSocket secure, Socket socket) throws IOException {
        bind(new Holder(secure, socket));
    }

    private final class Holder extends SocketHolder {
        Holder(Socket socket) {
            super(socket);
        }

        Holder(SSLSocket secure, Socket socket) {
            super(secure, socket);
        }

        @Override
        protected InputStream getInputStream(Socket socket) throws IOException {
            var in = new Wire(socket.getInputStream(), getBaseSocket());
            wire = in;
            return in;
        }
    }

    @Override
    public void sendRequestHeader(ClassicHttpRequest request) throws HttpException, IOException {
        bodiless = request.getMethod().equals("HEAD");
        super.sendRequestHeader(request);
    }

    @Override
    public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
        wire().head();
        var response = super.receiveResponseHeader();
        bodiless |= response.getCode() == 304;
        return response;
    }

    @Override
    protected InputStream createContentInputStream(long length, SessionInputBuffer buffer, InputStream in) {
        if (wire != null) {
            wire.body(length == ContentLengthStrategy.UNDEFINED);
        }
        return length == ContentLengthStrategy.CHUNKED
                ? new ChunkedInputStream(buffer, in, TRAILERS)
                : super.createContentInputStream(length, buffer, in);
    }

    /// After an answer without a body there may come one all the same.
    @Override
    public boolean isConsistent() {
        return super.isConsistent() && !bodiless;
    }

    /// Takes no time: the library would wait a millisecond for bytes, at every request.
    @Override
    public boolean isStale() throws IOException {
        if (!isOpen()) {
            return true;
        }
        var in = wire();
        in.look(true);
        try {
            return isDataAvailable(Timeout.ofMilliseconds(1)) || in.stirred();
        } finally {
            in.look(false);
        }
    }

    private Wire wire() throws IOException {
        ensureOpen().getInputStream(); // made when first asked for
        if (wire == null) {
            throw new IOException("not connected");
        }
        return wire;
    }
}
