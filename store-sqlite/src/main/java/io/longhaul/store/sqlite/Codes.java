package io.longhaul.store.sqlite;

import io.longhaul.engine.ErrorClass;
import io.longhaul.engine.store.CallState;
import io.longhaul.engine.store.ItemState;
import org.jspecify.annotations.Nullable;

/// Numbers that stand for states and classes in the file. They never change, whatever the order of the enums.
final class Codes {

    static final int OPEN = 0;
    static final int NOT_SENT = 2;
    static final int DONE = 1;

    private Codes() {}

    static int of(ItemState state) {
        return switch (state) {
            case DONE -> DONE;
            case FAILED -> 2;
            case SKIPPED -> 3;
            case UNCERTAIN -> 4;
            case PENDING, RUNNING, WAITING ->
                throw new IllegalArgumentException(
                        "outcome with state " + state.label() + "; want done, failed, skipped or uncertain");
        };
    }

    static ItemState item(int code) {
        return switch (code) {
            case DONE -> ItemState.DONE;
            case 2 -> ItemState.FAILED;
            case 3 -> ItemState.SKIPPED;
            case 4 -> ItemState.UNCERTAIN;
            default -> throw unknown("item state", code);
        };
    }

    static int of(CallState state) {
        return switch (state) {
            case OPEN -> OPEN;
            case LOST -> 1;
            case NOT_SENT -> NOT_SENT;
            case UNREAD -> 3;
            case FOUND -> 4;
            case MISSING -> 5;
            case THROTTLED -> 6;
            case FAILED -> 7;
            case TOO_LARGE -> 8;
            case REFUSED -> 9;
        };
    }

    static CallState call(int code) {
        for (var state : CallState.values()) {
            if (of(state) == code) {
                return state;
            }
        }
        throw unknown("call state", code);
    }

    static @Nullable Integer of(@Nullable ErrorClass errorClass) {
        return errorClass == null
                ? null
                : switch (errorClass) {
                    case NETWORK -> 1;
                    case TIMEOUT -> 2;
                    case RATE_LIMIT -> 3;
                    case QUOTA -> 4;
                    case AUTH -> 5;
                    case VALIDATION -> 6;
                    case NOT_FOUND -> 7;
                    case TOO_LARGE -> 8;
                    case SERVER -> 9;
                    case RESOURCE -> 10;
                    case UNKNOWN -> 11;
                };
    }

    /// 0 (as JDBC reads NULL) is no class.
    static @Nullable ErrorClass errorClass(int code) {
        if (code == 0) {
            return null;
        }
        for (var each : ErrorClass.values()) {
            Integer its = of(each);
            if (its != null && its == code) {
                return each;
            }
        }
        throw unknown("error class", code);
    }

    private static IllegalStateException unknown(String what, int code) {
        return new IllegalStateException(what + " " + code + " in the store is not known to this version");
    }
}
