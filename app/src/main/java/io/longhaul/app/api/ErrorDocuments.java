package io.longhaul.app.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// What never came as far as the [Router], because it is no HTTP or too large: the same documents, without a stack.
final class ErrorDocuments extends ErrorHandler {

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int status, @Nullable String message, @Nullable Throwable cause,
            Callback callback) {
        var problem = new Problem(status, status >= 500 ? "internal" : "bad-request", words(status));
        var text = io.longhaul.app.view.Json.text(problem.document(""));
        SecurityHeaders.ALL.forEach(response.getHeaders()::put);
        response.getHeaders().put("Content-Type", WebReply.PROBLEM);
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }

    private static String words(int status) {
        return switch (status) {
            case 414 -> "the path is too long";
            case 431 -> "the header is too large";
            case 505 -> "want HTTP/1.1";
            default -> status >= 500 ? "unexpected" : "that is no request as HTTP/1.1 has them";
        };
    }
}
