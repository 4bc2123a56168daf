package io.longhaul.engine.core;

import java.util.regex.Pattern;

/// Tells when failures look alike: a command that fails at every row needs a person. Failures that an input caused
/// (refused rows, validation, not found, too large) never count.
final class LikeFailures {

    static final int BEFORE_SUCCESS = 5;
    static final int IN_A_ROW = 20;
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private String like = "";
    private int streak;

    void success() {
        streak = 0;
    }

    /// Alike: same source, class and first line of the reason without its digits.
    ///
    /// @param anySuccess whether any item of the job ever ended done
    /// @return true when it is time to pause
    boolean count(ItemEnd.Failed failed, boolean anySuccess) {
        switch (failed.errorClass()) {
            case VALIDATION, NOT_FOUND, TOO_LARGE -> {
                return false;
            }
            case NETWORK, TIMEOUT, RATE_LIMIT, QUOTA, AUTH, SERVER, RESOURCE, UNKNOWN -> {}
        }
        var firstLine = failed.reason().lines().findFirst().orElse("");
        var mark = failed.source() + "|" + failed.errorClass() + "|"
                + DIGITS.matcher(firstLine).replaceAll("");
        streak = mark.equals(like) ? streak + 1 : 1;
        like = mark;
        return streak >= (anySuccess ? IN_A_ROW : BEFORE_SUCCESS);
    }

    String because(ItemEnd.Failed failed) {
        return streak + " like failures in a row: " + failed.reason();
    }
}
