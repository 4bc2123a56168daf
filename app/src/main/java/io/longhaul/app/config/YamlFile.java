package io.longhaul.app.config;

import io.longhaul.app.CommandException;
import io.longhaul.app.Exit;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// A YAML file of a few settings. Aliases may stand for other parts of it, but neither for themselves nor for more than
/// a file can say: some lines can be made to stand for billions.
final class YamlFile {

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_NODES = 10_000;

    private final Path file;
    private final Set<Node> within = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    private YamlFile(Path file) {
        this.file = file;
    }

    /// Its leaves by dotted key.
    ///
    /// @throws CommandException exit 8 for what is no YAML mapping, with the line where there is one
    static Map<String, String> leaves(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw wrong(file + ": more than 1 MB; want a few settings");
            }
            var text = Files.readString(file);
            var root = yaml().compose(new StringReader(text));
            if (root != null) {
                new YamlFile(file).mustBeFinite(root);
            }
            Object tree = yaml().load(text);
            var leaves = new LinkedHashMap<String, String>();
            if (tree instanceof Map<?, ?> map) {
                flatten("", map, leaves);
            } else if (tree != null) {
                throw wrong(file + ": want settings as key: value");
            }
            return leaves;
        } catch (CharacterCodingException noText) {
            throw new CommandException(
                    Exit.AUTH_OR_CONFIG, file + ": is not UTF-8; want settings as key: value", noText);
        } catch (YAMLException | IOException unreadable) {
            throw new CommandException(Exit.AUTH_OR_CONFIG, file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static Yaml yaml() {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    private static CommandException wrong(String message) {
        return new CommandException(Exit.AUTH_OR_CONFIG, message);
    }

    /// @throws CommandException exit 8 for a part that holds itself, and for more parts than there can be meant
    private void mustBeFinite(Node node) {
        if (++nodes > MOST_NODES) {
            throw wrong(at(node) + "its aliases stand for more than " + MOST_NODES + " values; want a few settings");
        }
        if (!within.add(node)) {
            throw wrong(at(node) + "an alias stands for a part that holds it; want settings as key: value");
        }
        switch (node) {
            case MappingNode map -> map.getValue().forEach(each -> {
                mustBeFinite(each.getKeyNode());
                mustBeFinite(each.getValueNode());
            });
            case SequenceNode list -> list.getValue().forEach(this::mustBeFinite);
            default -> {
                // a value
            }
        }
        within.remove(node);
    }

    private String at(Node node) {
        return file + ", line " + (node.getStartMark().getLine() + 1) + ": ";
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, String> leaves) {
        map.forEach((name, value) -> {
            var key = prefix + name;
            switch (value) {
                case null -> leaves.put(key, "");
                case Map<?, ?> deeper -> flatten(key + ".", deeper, leaves);
                case List<?> list ->
                    leaves.put(key, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
                default -> leaves.put(key, value.toString());
            }
        });
    }
}
