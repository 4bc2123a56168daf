package io.longhaul.source.yahoo;

/// What lets a visitor ask for more than charts.
///
/// @param cookie as a request's header takes it
/// @param crumb valid with this cookie only
public record YahooSession(String cookie, String crumb) {
    @Override
    public String toString() {
        return "YahooSession[…]";
    }
}
