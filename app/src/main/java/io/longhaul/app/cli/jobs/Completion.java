package io.longhaul.app.cli.jobs;

import io.longhaul.app.Sources;
import io.longhaul.app.market.TickerLists;
import io.longhaul.engine.ErrorClass;
import io.longhaul.io.Formats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A completion script for bash, which zsh reads, too.
///
/// What stands at a place is offered: commands, options, the values that an option knows, jobs of the store, lists; file
/// names wherever nothing else is known. The labels of options and parameters say which: `FILE`, `JOB`, `LIST`, `a|b|c`.
final class Completion {

    private static final String CHOICES = "[a-z0-9]+(\\|[a-z0-9]+)+";

    private static final String BEGIN = """
            # Completion for longhaul, written by: longhaul install
            _longhaul_words() {
                local each
                while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen -W "$1" -- "$cur")
            }

            _longhaul_files() {
                local each
                ! type compopt > /dev/null 2>&1 || compopt -o filenames 2> /dev/null
                while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen -f -- "$cur")
            }

            # The newest first, as longhaul jobs lists them.
            _longhaul_jobs() {
                _longhaul_words "latest $(LONGHAUL_NO_BUILD=1 "${COMP_WORDS[0]}" jobs 2> /dev/null |
                    while read -r job rest; do [ "$job" = JOB ] || echo "$job"; done)"
            }

            _complete_longhaul() {
                local cur=${COMP_WORDS[COMP_CWORD]} before= command= place=0 at=1 word options
                COMPREPLY=()
                [ "$COMP_CWORD" -lt 1 ] || before=${COMP_WORDS[COMP_CWORD-1]}
                # --per=item is three words to bash
                if [ "$cur" = = ]; then cur=; elif [ "$before" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
                if [ "${COMP_WORDS[1]}" = plan ] && [ "$COMP_CWORD" -gt 1 ]; then at=2; fi
                if [ "$COMP_CWORD" = 1 ]; then _longhaul_words "@@COMMANDS@@"; return; fi
                if [ "$COMP_CWORD" = $at ]; then _longhaul_words "@@WORK@@"; return; fi
                command=${COMP_WORDS[at]}
                # which of its parameters stands here: options and their values are none
                while at=$((at + 1)); [ $at -lt "$COMP_CWORD" ]; do
                    word=${COMP_WORDS[at]}
                    case $word in
                        -?*) case "$command $word" in @@VALUED@@) at=$((at + 1)) ;; esac ;;
                        *) place=$((place + 1)) ;;
                    esac
                done
                case "$command $before" in
            """;

    private static final String END = """
                esac
            }

            complete -F _complete_longhaul longhaul
            """;

    private final CommandLine root;
    private final List<String> work;

    /// @param root all commands
    /// @param work those that can be planned
    Completion(CommandLine root, List<String> work) {
        this.root = root;
        this.work = work;
    }

    String script() {
        var names = new TreeSet<>(root.getSubcommands().keySet());
        names.addAll(List.of("help", "plan", "lab", "bench", "--help", "--version"));
        var values = new StringBuilder();
        var places = new StringBuilder("    esac\n    case $cur in\n        -*)\n            case $command in\n");
        var parameters =
                new StringBuilder("            esac ;;\n        *)\n            case \"$command $place\" in\n");
        var valued = new ArrayList<String>();
        for (var command : commands()) {
            var called = called(command);
            for (var option : command.options()) {
                if (option.arity().max() > 0 && !option.hidden()) {
                    var cases = cases(called, List.of(option.names()));
                    // an option whose value may be left out takes none from the place of a parameter
                    if (option.arity().min() > 0) {
                        valued.add(cases);
                    }
                    values.append("        ").append(cases).append(") ").append(offer(option)).append("; return ;;\n");
                }
            }
            places.append("                ").append(String.join("|", called)).append(") _longhaul_words \"")
                    .append(options(command)).append("\"; return ;;\n");
            for (var parameter : command.positionalParameters()) {
                parameters.append("                ").append(cases(called, numbers(parameter))).append(") ")
                        .append(offer(parameter)).append(" ;;\n");
            }
        }
        parameters.append("                *) _longhaul_files ;;\n            esac ;;\n");
        return BEGIN.replace("@@COMMANDS@@", String.join(" ", names))
                .replace("@@WORK@@", String.join(" ", work))
                .replace("@@VALUED@@", String.join("|", valued))
                + values + places + parameters + END;
    }

    private List<CommandSpec> commands() {
        return root.getSubcommands().values().stream().distinct().map(CommandLine::getCommandSpec).toList();
    }

    /// Its name and aliases, as keys of the root say.
    private List<String> called(CommandSpec command) {
        return root.getSubcommands().entrySet().stream()
                .filter(each -> each.getValue().getCommandSpec().equals(command))
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    private static String cases(List<String> commands, List<String> seconds) {
        return commands.stream()
                .flatMap(command -> seconds.stream().map(second -> "\"" + command + " " + second + "\""))
                .collect(Collectors.joining("|"));
    }

    /// Parameters beyond the last place that is written out are few, and file names do for them.
    private static List<String> numbers(CommandLine.Model.PositionalParamSpec parameter) {
        var index = parameter.index();
        int last = Math.min(index.max(), index.min() + 9);
        return java.util.stream.IntStream.rangeClosed(index.min(), last).mapToObj(Integer::toString).toList();
    }

    private static String options(CommandSpec command) {
        var names = new LinkedHashSet<String>();
        command.options().stream().filter(each -> !each.hidden()).map(OptionSpec::names).flatMap(Arrays::stream)
                .forEach(names::add);
        names.addAll(command.negatedOptionsMap().keySet());
        return String.join(" ", names);
    }

    private static String offer(ArgSpec argument) {
        var label = argument.paramLabel();
        if (label.matches(CHOICES)) {
            return words(Arrays.stream(label.split("\\|", -1)));
        }
        return switch (label) {
            case "JOB" -> "_longhaul_jobs";
            case "LIST" -> words(lists(argument)) + "; _longhaul_files";
            case "CLASS" -> words(Arrays.stream(ErrorClass.values()).map(ErrorClass::label));
            case "FORMAT" -> words(Formats.ALL.stream().map(each -> each.name().toLowerCase(Locale.ROOT)));
            case "NAME" -> argument.isOption() && ((OptionSpec) argument).longestName().equals("--ticker-source")
                    ? words(TickerLists.SOURCES.stream())
                    : ":";
            case "A,B" -> argument.isOption() && ((OptionSpec) argument).longestName().equals("--providers")
                    ? words(Sources.PROVIDERS.stream().map(each -> each.name()))
                    : ":";
            case "N|auto" -> words(Stream.of("auto"));
            case "A,B|all" -> words(Stream.of("all"));
            case "show" -> words(Stream.of("show"));
            case "5/s", "500/day@ZONE", "CHAR", "COLUMN", "DAY", "EXPR", "ITEM", "KEY=VALUE", "N", "PORT", "TEXT",
                    "TICKER",
                    "TIME", "USD", "WHICH", "ZONE", "ADDRESS", "NAME[:PORT]", "URL|ADDRESS" ->
                ":"; // nobody knows; a file name would mislead
            default -> "_longhaul_files";
        };
    }

    /// Those that its description names: not every command takes every one.
    private static Stream<String> lists(ArgSpec argument) {
        var words = List.of(String.join(" ", argument.description()).split("[ ,:]+", -1));
        return TickerLists.NAMES.stream().filter(words::contains);
    }

    private static String words(Stream<String> words) {
        return "_longhaul_words \"" + words.collect(Collectors.joining(" ")) + "\"";
    }
}
