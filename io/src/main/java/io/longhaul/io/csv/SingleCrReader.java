package io.longhaul.io.csv;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;

/// Reads CR CR LF as CR LF, for files in which a text-mode conversion doubled the CR.
final class SingleCrReader extends FilterReader {
    SingleCrReader(Reader in) {
        super(new PushbackReader(new BufferedReader(in, 1 << 16), 2));
    }

    @Override
    public int read() throws IOException {
        int c = in.read();
        if (c != '\r') {
            return c;
        }
        int second = in.read();
        if (second != '\r') {
            unread(second);
            return c;
        }
        int third = in.read();
        unread(third);
        if (third != '\n') {
            unread(second);
        }
        return c;
    }

    private void unread(int c) throws IOException {
        if (c >= 0 && in instanceof PushbackReader pushback) {
            pushback.unread(c);
        }
    }

    @Override
    public int read(char[] buffer, int from, int length) throws IOException {
        int n = 0;
        while (n < length) {
            int c = read();
            if (c < 0) {
                return n == 0 ? -1 : n;
            }
            buffer[from + n++] = (char) c;
        }
        return n;
    }
}
