package io.longhaul.source.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Keeps requests to addresses that others chose (webhooks, pages) away from this machine and its network.
///
/// A name is resolved once and all its addresses are checked; one that is not public refuses the host. Whoever sends
/// connects to the addresses of [Verdict.Allowed] and never resolves the name again ([PinnedPost]), so that a name
/// cannot change its mind in between. Every host is to be checked anew, that of a redirect too. A name that cannot be
/// resolved is not sent to.
public final class OutboundGuard {

    private static final int LONGEST_NAME = 253;
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern DOTTED = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    /// What any resolver somewhere takes for a number: `2130706433`, `0x7f.1`, `0177.0.0.1`.
    private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private final Resolver resolver;

    /// How names become addresses.
    @FunctionalInterface
    public interface Resolver {
        List<InetAddress> resolve(String name) throws UnknownHostException;
    }

    public sealed interface Verdict {

        /// @param addresses the only ones to connect to
        record Allowed(List<InetAddress> addresses) implements Verdict {}

        /// @param why for people; begins with a verb
        record Refused(String why) implements Verdict {}

        /// It may be known later.
        record Unknown(String why) implements Verdict {}
    }

    public OutboundGuard(Resolver resolver) {
        this.resolver = resolver;
    }

    public static OutboundGuard system() {
        return new OutboundGuard(name -> List.of(InetAddress.getAllByName(name)));
    }

    /// Whether a host could be asked at all, as far as that is known without resolving its name.
    ///
    /// @param own whether this machine and its own network may be asked; link-local addresses never may
    public static Verdict unresolved(URI url, boolean own) {
        return new OutboundGuard(name -> List.of()).check(url, own);
    }

    /// The host of a URL that can be asked: http or https, without a user's name.
    public Verdict check(URI url, boolean own) {
        var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return new Verdict.Refused("is not asked over http or https");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getPort() == 0 || url.getPort() > 65_535) {
            return new Verdict.Refused("is no host, holds a user's name or has no port that there is");
        }
        return check(url.getHost(), own);
    }

    /// @param host as a URL has it: a name, `203.0.113.7` or `[2001:db8::7]`
    /// @param own whether this machine and its own network may be asked; link-local addresses never may
    public Verdict check(String host, boolean own) {
        var plain = host.toLowerCase(Locale.ROOT);
        if (plain.startsWith("[") && plain.endsWith("]")) {
            return literal6(plain.substring(1, plain.length() - 1), own);
        }
        if (DOTTED.matcher(plain).matches()) {
            return all(List.of(InetAddress.ofLiteral(plain)), own);
        }
        var name = plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
        if (ENDS_IN_A_NUMBER.matcher(name).matches()) {
            return new Verdict.Refused("is an address in a spelling that hides it; want it as 203.0.113.7");
        }
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            return new Verdict.Refused("is no host name; want letters, digits and -, as hooks.example.com");
        }
        try {
            return all(resolver.resolve(name), own);
        } catch (UnknownHostException unknown) {
            return new Verdict.Unknown("is not known to the name service");
        }
    }

    private static Verdict literal6(String text, boolean own) {
        try {
            if (text.indexOf('%') < 0) {
                return all(List.of(Inet6Address.ofLiteral(text)), own);
            }
        } catch (IllegalArgumentException noAddress) {
            // told below
        }
        return new Verdict.Refused("is no IPv6 address; want it as [2001:db8::7], without a zone");
    }

    private static Verdict all(List<InetAddress> addresses, boolean own) {
        for (var each : addresses) {
            var special = AddressRanges.special(each.getAddress());
            if (special.isPresent() && !(own && special.get().own())) {
                return new Verdict.Refused("has an address that is " + special.get().kind());
            }
        }
        return new Verdict.Allowed(addresses.stream().map(OutboundGuard::nameless).toList());
    }

    /// Without the name, so that nothing can resolve it again.
    private static InetAddress nameless(InetAddress address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOf(address.getAddress(), address.getAddress().length));
        } catch (UnknownHostException never) {
            throw new IllegalStateException("an address of " + address.getAddress().length + " bytes", never);
        }
    }
}
