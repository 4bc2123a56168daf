package io.longhaul.app.session;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One end of a connection: a JSON document a line, of a bounded length.
final class Line implements AutoCloseable {

    /// More than the longest command line and environment a system takes.
    static final int LONGEST = 16 << 20;

    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    Line(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    }

    /// Without handing it on yet.
    void write(JsonNode node) throws IOException {
        out.write(Wire.MAPPER.writeValueAsString(node).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    void send(JsonNode node) throws IOException {
        write(node);
        out.flush();
    }

    /// @throws EOFException when the other side has ended
    /// @throws IllegalArgumentException for what is no JSON object or too long
    JsonNode receive() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the other side has ended");
            }
            if (line.size() == LONGEST) {
                throw new IllegalArgumentException("a line of more than " + LONGEST + " bytes");
            }
            line.write(b);
        }
        try {
            var node = Wire.MAPPER.readTree(line.toByteArray());
            if (node == null || !node.isObject()) {
                throw new IllegalArgumentException("a line that is no JSON object");
            }
            return node;
        } catch (JacksonException garbage) {
            throw new IllegalArgumentException("a line that is no JSON", garbage);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
