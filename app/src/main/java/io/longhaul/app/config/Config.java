package io.longhaul.app.config;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The configuration, each value with its origin.
///
/// Precedence: flag, `--config-override key=value`, `LONGHAUL_*`, `./longhaul.yaml`, the user's
/// `~/.config/longhaul/longhaul.yaml`, default. Flags are the commands' own business.
public final class Config {

    private static final String VARIABLE = "LONGHAUL_";
    private static final String OVERRIDE = "--config-override";

    /// Where the environment of a service bears what its own `--config-override` said, a line each, so that it counts
    /// for its jobs, too. No process can be started with a variable of that name.
    public static final String OF_THE_SERVICE = "--config-override";

    /// Keys without a source in their name, and their defaults.
    private static final Map<String, String> PLAIN = Map.ofEntries(
            Map.entry("concurrency", "4"),
            Map.entry("timeout", "120"),
            Map.entry("max-retries", ""),
            Map.entry("priority", "medium"),
            Map.entry("checkpoint-interval", "10"),
            Map.entry("batch-size", "10"),
            Map.entry("budget", ""),
            Map.entry("format", ""),
            Map.entry("contact", ""),
            Map.entry("fill-cache.providers", ""),
            Map.entry("fill-cache.failed-for", "7d"),
            Map.entry("redis.url", ""),
            Map.entry("redis.every", "1s"),
            Map.entry("notify", ""),
            Map.entry("notify.webhook-secret", ""),
            Map.entry("notify.allow-private", "false"),
            Map.entry("notify.smtp.host", ""),
            Map.entry("notify.smtp.port", ""),
            Map.entry("notify.smtp.user", ""),
            Map.entry("notify.smtp.password", ""),
            Map.entry("notify.smtp.from", ""),
            Map.entry("notify.smtp.tls", "starttls"),
            Map.entry("retention.days", ""),
            Map.entry("retention.max-bytes", ""),
            Map.entry("on-unknown", ""));

    /// Variables that are read elsewhere.
    private static final List<String> NOT_OURS =
            List.of("HOME", "TOKEN", "JAVA_OPTS", "NO_BUILD", "CHILD", "ROOT", "JAVA_HOME");

    private static final Pattern SOURCE =
            Pattern.compile("sources\\.([a-z0-9-]+)\\.(base-url|www-url|data-url|keys|limits)(\\..+)?");
    private static final Pattern VARIABLE_OF_SOURCE =
            Pattern.compile("SOURCES_([A-Z0-9_]+?)_(BASE_URL|WWW_URL|DATA_URL|KEYS|LIMITS)");

    private final Map<String, Value> values;
    private final List<String> warnings;

    /// @param origin as shown: `default`, a file, a variable, `--config-override`, an option
    public record Value(String key, String text, String origin) {

        /// What may be shown: keys, secrets and passwords are not, nor paths of webhooks, which often hold a token.
        public String shown() {
            if (key.equals("notify")) {
                return text.replaceAll("(https?://[^/?#,]*)[^,]+", "$1/…");
            }
            if (secret(key)) {
                return Arrays.stream(text.split(",", -1)).map(String::strip).allMatch(Value::references)
                        ? text
                        : Secret.masked(text);
            }
            return Secret.isReference(text) || key.startsWith("notify.") ? text : Secret.withoutPassword(text);
        }

        /// Whether it only says where a key is, perhaps with the name of its account before.
        private static boolean references(String word) {
            return word.isEmpty() || Secret.isReference(withoutAccount(word));
        }

        static String withoutAccount(String word) {
            return word.strip().replaceFirst("^[A-Za-z0-9_.-]+=", "");
        }

        /// What an error blames, as `--config-override timeout`, `LONGHAUL_TIMEOUT`, `/there/longhaul.yaml: timeout`.
        public String blamed() {
            return switch (origin) {
                case String option when option.equals("--" + key) -> option;
                case OVERRIDE -> origin + " " + key;
                case String variable when variable.startsWith(VARIABLE) -> variable;
                case String file -> file + ": " + key;
            };
        }
    }

    /// Whether what is set there leads to a secret: only a reference may be stored or shown.
    public static boolean secret(String key) {
        return key.contains(".keys") || key.endsWith("-secret") || key.endsWith(".password");
    }

    private Config(Map<String, Value> values, List<String> warnings) {
        this.values = values;
        this.warnings = List.copyOf(warnings);
    }

    /// What a person has to know of it, a line each.
    public List<String> warnings() {
        return warnings;
    }

    /// @throws CommandException exit 8 for a file or key that cannot be used
    public static Config load(
            Map<String, String> environment, Path workingDirectory, Path userHome, List<String> overrides) {
        var values = new TreeMap<String, Value>();
        PLAIN.forEach((key, text) -> values.put(key, new Value(key, text, "default")));
        var xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        var user = (xdg.isBlank() ? userHome.resolve(".config") : Path.of(xdg)).resolve("longhaul/longhaul.yaml");
        file(user, values);
        var warnings = new ArrayList<String>();
        var here = workingDirectory.resolve("longhaul.yaml");
        if (Files.isRegularFile(here)) {
            Trust.refusal(here).ifPresentOrElse(
                    why -> warnings.add(here + " does not count: " + why), () -> file(here, values));
        }
        variables(environment, values);
        environment.getOrDefault(OF_THE_SERVICE, "").lines().forEach(each -> override(each, values));
        overrides.forEach(each -> override(each, values));
        return new Config(values, warnings);
    }

    /// Empty where nothing was said and there is no default.
    public Optional<String> text(String key) {
        return value(key).map(Value::text);
    }

    /// The same with where it was said.
    public Optional<Value> value(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.text().isBlank());
    }

    /// All values, by key.
    public Collection<Value> all() {
        return List.copyOf(values.values());
    }

    private static void put(String key, String text, String origin, Map<String, Value> values) {
        if (key.equals("notify.to")) { // where notify: holds the other settings in a YAML file
            put("notify", text, origin, values);
            return;
        }
        if (!PLAIN.containsKey(key) && !SOURCE.matcher(key).matches()) {
            throw new CommandException(
                    Exit.AUTH_OR_CONFIG,
                    origin + ": no setting \"" + key + "\"; there are "
                            + PLAIN.keySet().stream().sorted().collect(Collectors.joining(", "))
                            + ", sources.NAME.base-url, sources.NAME.keys, sources.NAME.limits");
        }
        values.put(key, new Value(key, text, origin));
    }

    /// The environment of a service that was started with these.
    ///
    /// @throws CommandException exit 2 for what is no `key=value`, or for a key itself
    public static Map<String, String> withOverrides(Map<String, String> environment, List<String> overrides) {
        overrides.forEach(Config::mustBearNoSecret);
        if (overrides.isEmpty()) {
            return environment;
        }
        var all = new HashMap<>(environment);
        all.put(OF_THE_SERVICE, String.join("\n", overrides));
        return all;
    }

    /// A command line is seen by every user of the machine, and kept in histories.
    ///
    /// @param override as `sources.eodhd.keys=env:EODHD`
    /// @throws CommandException exit 2 for a key itself
    public static void mustBearNoSecret(String override) {
        int equals = override.indexOf('=');
        var key = override.substring(0, Math.max(0, equals)).strip();
        var words = Arrays.stream(override.substring(equals + 1).split(",", -1)).map(String::strip);
        if (secret(key) && !words.allMatch(Value::references)) {
            throw CommandException.usage(OVERRIDE + " " + key
                    + ": a key does not belong on a command line; want env:NAME, file:PATH or cmd:COMMAND");
        }
        if (override.lines().count() > 1) {
            throw CommandException.usage(OVERRIDE + " " + key + ": want one line");
        }
    }

    private static void override(String text, Map<String, Value> values) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw CommandException.usage(OVERRIDE + " " + text + ": want key=value, as concurrency=8");
        }
        put(text.substring(0, equals).strip(), text.substring(equals + 1).strip(), OVERRIDE, values);
    }

    private static void variables(Map<String, String> environment, Map<String, Value> values) {
        new TreeMap<>(environment).forEach((name, text) -> {
            if (!name.startsWith(VARIABLE)) {
                return;
            }
            var rest = name.substring(VARIABLE.length());
            var source = VARIABLE_OF_SOURCE.matcher(rest);
            if (source.matches()) {
                put("sources." + dashed(source.group(1)) + "." + dashed(source.group(2)), text, name, values);
            } else if (plain(rest).isPresent()) {
                put(plain(rest).get(), text, name, values);
            } else if (!NOT_OURS.contains(rest) && rest.startsWith("SOURCES_")) {
                put("sources." + dashed(rest.substring("SOURCES_".length())), text, name, values);
            }
        });
    }

    /// Whether a variable is one of Longhaul's own.
    static boolean ours(String variable) {
        return variable.startsWith(VARIABLE) || variable.equals(OF_THE_SERVICE);
    }

    /// Whether one of Longhaul's own can hold no secret. What it does not know may.
    static boolean harmless(String variable, String text) {
        var rest = variable.startsWith(VARIABLE) ? variable.substring(VARIABLE.length()) : "TOKEN";
        var source = VARIABLE_OF_SOURCE.matcher(rest);
        if (source.matches()) {
            return !source.group(2).equals("KEYS") && Secret.withoutPassword(text).equals(text);
        }
        return plain(rest).map(key -> !secret(key) && !key.startsWith("notify") && !key.equals("redis.url"))
                .orElse(NOT_OURS.contains(rest) && !rest.equals("TOKEN"));
    }

    /// The key that a variable names, as `FILL_CACHE_PROVIDERS`.
    private static Optional<String> plain(String variable) {
        var dashed = dashed(variable);
        return PLAIN.keySet().stream()
                .filter(key -> key.replace('.', '-').equals(dashed))
                .findFirst();
    }

    private static String dashed(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void file(Path file, Map<String, Value> values) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        read(file).forEach((key, text) -> put(key, text, file.toString(), values));
    }

    /// The leaves of a YAML file by dotted key.
    ///
    /// @throws CommandException exit 8 for what is no YAML mapping
    public static Map<String, String> read(Path file) {
        return YamlFile.leaves(file);
    }
}
