package io.longhaul.app.api;

import io.longhaul.app.view.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// What ends a request with an error, as `application/problem+json` (RFC 9457).
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;
    private final transient List<Fault> faults;

    /// @param pointer into the body (RFC 6901), or the name of a parameter or header
    public record Fault(String pointer, String detail) {}

    /// @param code a word for programs
    /// @param detail what was wrong, what is wanted, what to do; never a stack or a path of the server
    /// @param headers of the answer
    public Problem(int status, String code, String detail, Map<String, String> headers, List<Fault> faults) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = Map.copyOf(headers);
        this.faults = List.copyOf(faults);
    }

    public Problem(int status, String code, String detail) {
        this(status, code, detail, Map.of(), List.of());
    }

    /// A field, parameter or header that is not as it should be.
    public static Problem wrong(String pointer, String detail) {
        return new Problem(400, "invalid", pointer + ": " + detail, Map.of(), List.of(new Fault(pointer, detail)));
    }

    /// The same, where the detail names the field itself.
    public static Problem said(String pointer, String detail) {
        return new Problem(400, "invalid", detail, Map.of(), List.of(new Fault(pointer, detail)));
    }

    public static Problem notFound(String detail) {
        return new Problem(404, "not-found", detail);
    }

    public static Problem conflict(String detail) {
        return new Problem(409, "conflict", detail);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public ObjectNode document(String requestId) {
        var document = Json.object()
                .put("type", "urn:longhaul:problem:" + code)
                .put("title", title(status))
                .put("status", status)
                .put("detail", getMessage())
                .put("code", code)
                .put("retryable", status == 408 || status == 429 || status == 503)
                .put("requestId", requestId);
        if (!faults.isEmpty()) {
            var array = document.putArray("errors");
            faults.forEach(each -> array.addObject().put("pointer", each.pointer()).put("detail", each.detail()));
        }
        return document;
    }

    /// `{"success":false,"error":…}`, with what helps to find it in the log.
    public ObjectNode olderDocument(String requestId) {
        return Json.object()
                .put("success", false)
                .put("error", faults.isEmpty() ? String.valueOf(getMessage()) : sentence(faults.getFirst()))
                .put("code", code)
                .put("requestId", requestId);
    }

    /// `Invalid ticker source: …` needs no field before it; "want a list" does.
    private static String sentence(Fault fault) {
        boolean whole = Character.isUpperCase(fault.detail().codePointAt(0));
        return whole ? fault.detail() : fault.pointer().replaceFirst("^/", "") + ": " + fault.detail();
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Unauthorised";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 408 -> "Request timed out";
            case 409 -> "Conflict";
            case 412 -> "Precondition failed";
            case 413 -> "Body too large";
            case 415 -> "Unsupported media type";
            case 421 -> "Misdirected request";
            case 422 -> "Unprocessable";
            case 431 -> "Header too large";
            case 500 -> "Internal error";
            case 503 -> "Unavailable";
            case 507 -> "Disk full";
            default -> "Error";
        };
    }
}
