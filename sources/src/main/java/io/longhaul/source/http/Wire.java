package io.longhaul.source.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MessageConstraintException;

/// What comes from an upstream.
final class Wire extends FilterInputStream {

    /// With all interim answers before it.
    static final int LONGEST_HEAD = 256 << 10;

    /// Under TLS too.
    private final Socket socket;
    private boolean inHead;
    private long ofHead;
    private boolean mayEnd;
    private boolean looking;
    private boolean stirred;

    /// @param in of the socket, or of the TLS over it
    Wire(InputStream in, Socket socket) {
        super(in);
        this.socket = socket;
    }

    /// An answer begins.
    void head() {
        if (!inHead) {
            inHead = true;
            ofHead = 0;
        }
        mayEnd = false;
    }

    /// Its body begins.
    ///
    /// @param mayEnd the end of the connection is the end of the body
    void body(boolean mayEnd) {
        inHead = false;
        this.mayEnd = mayEnd;
    }

    /// While it is looked at, reading waits for nothing, and what is found is lost.
    void look(boolean looking) {
        this.looking = looking;
    }

    /// Whether anything was found.
    boolean stirred() {
        return stirred;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        if (looking) {
            if (!stirs()) {
                throw new SocketTimeoutException("nothing came");
            }
            stirred = true;
            return -1;
        }
        int read = super.read(into, from, most);
        if (read < 0 && !mayEnd) {
            throw new ConnectionClosedException("closed before the answer was whole");
        }
        if (inHead && (ofHead += read) > LONGEST_HEAD) {
            throw new MessageConstraintException("the head of the answer has more than " + LONGEST_HEAD + " bytes");
        }
        return read;
    }

    /// Whether bytes are there, or the end.
    private boolean stirs() throws IOException {
        if (in.available() > 0) {
            return true;
        }
        var channel = socket.getChannel();
        if (channel == null) { // through a SOCKS proxy
            return endsOrTells();
        }
        channel.configureBlocking(false);
        try {
            return channel.read(ByteBuffer.allocate(1)) != 0;
        } finally {
            channel.configureBlocking(true);
        }
    }

    private boolean endsOrTells() throws IOException {
        socket.setSoTimeout(1);
        try {
            int _ = socket.getInputStream().read();
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } finally {
            socket.setSoTimeout(0);
        }
    }
}
