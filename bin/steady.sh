#!/usr/bin/env bash
# Whether ./check can be trusted: it must be green every time, also on a busy machine and in odd environments.
# Called by ./check --steady; takes hours.
#
#   bin/steady.sh all|classes|whole|environments [CLASS…]
#
#   classes       the test classes with threads, processes or sockets, 20 times each, while a loop keeps one core busy
#   whole         ./check 5 times while a loop keeps one core busy; each may take 12 min
#   environments  ./check once with NO_COLOR, in another time zone, with LANG=C and a HOME with a space in its path,
#                 and once with a clock that is a year ahead
#
# CLASS… are the only classes that `classes` runs. A table at the end tells all; exit 1 if anything failed.
# It ends what it started, by process id, and leaves nothing behind but the build.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

part=${1:-all}
[ $# = 0 ] || shift
only=("$@")
rounds=20
wholes=5
most_seconds=720
# Longer than any round takes: what hangs is ended, and its classes have no report.
round_seconds=2400

case $part in
    all | classes | whole | environments) ;;
    *) echo "check --steady: got \"$part\"; want classes, whole, environments, or nothing for all three" >&2; exit 2 ;;
esac

. bin/find-jdk.sh
find_jdk || { no_jdk; exit 8; }
export JAVA_HOME=$jdk

scratch=$(mktemp -d) || exit 1
table=$scratch/table
: > "$table"
status=0
child=
busy=
end() {
    trap - EXIT INT TERM
    for pid in $child $busy; do kill "$pid" 2> /dev/null; wait "$pid" 2> /dev/null; done
    rm -rf "$scratch"
    exit "$1"
}
trap 'end 130' INT
trap 'end 143' TERM
trap 'end $?' EXIT

# In the background and waited for, so that a signal ends it at once. Its output is shown only if it fails.
quietly() {
    "$@" > "$scratch/log" 2>&1 < /dev/null &
    child=$!
    wait "$child"
    local code=$?
    child=
    return $code
}

keep_a_core_busy() {
    while :; do :; done &
    busy=$!
}

let_it_rest() {
    [ -z "$busy" ] || { kill "$busy"; wait "$busy" 2> /dev/null; }
    busy=
}

tell() {
    printf '%-10s %-44s %s\n' "$1" "$2" "$3" | tee -a "$table"
}

# ---- classes

# The sources by which a class has threads, processes or sockets; words of one that begins some.
begins='\bThread\b|\bExecutors\b|\bExecutorService\b|\bCompletableFuture\b|\bFutureTask\b|\bCountDownLatch\b'
begins+='|\bProcessBuilder\b|\bProcessHandle\b|Socket\b|SocketChannel\b|\bHttpServer\b|\bHttpClient\b|\bLiveDriver\b|\bMain\.run\b'

# Prints the names of the test classes found: those with such a word, and those that mention a class of the tests
# or the test kit that was found.
find_classes() {
    local files=$scratch/files found=$scratch/found before=-1
    find ./*/src/test/java testkit/src/main/java lab/src/main/java -name '*.java' ! -name package-info.java > "$files"
    xargs grep -lE "$begins" < "$files" | sort -u > "$found"
    while [ "$(wc -l < "$found")" != "$before" ]; do
        before=$(wc -l < "$found")
        sed 's,.*/,,; s/\.java$//' "$found" | sort -u > "$scratch/names"
        { cat "$found"; xargs grep -lwFf "$scratch/names" < "$files"; } | sort -u > "$found.more"
        mv "$found.more" "$found"
    done
    grep '/src/test/java/.*Test\.java$' "$found" | xargs grep -LE '^(public )?(abstract class|interface)' |
        sed 's,.*/,,; s/\.java$//' | sort -u
}

# Prints the classes whose report of this round is clean.
clean_classes() {
    find . -path '*/target/surefire-reports/TEST-*.xml' -exec grep -h -m 1 '<testsuite ' {} + |
        grep -E ' failures="0"' | grep -E ' errors="0"' | grep -E ' skipped="0"' | grep -vE ' tests="0"' |
        sed -E 's/.* name="([^"]*)".*/\1/; s/.*\.//' | sort -u
}

classes() {
    local all=$scratch/all round began
    if [ ${#only[@]} -gt 0 ]; then printf '%s\n' "${only[@]}" | sort -u > "$all"; else find_classes > "$all"; fi
    echo "classes: $(wc -l < "$all") of $(find ./*/src/test/java -name '*Test.java' | wc -l) have threads, processes or sockets"
    quietly ./longhaul version || { cat "$scratch/log"; tell classes build failed; status=1; return; }
    keep_a_core_busy
    : > "$scratch/clean"
    for round in $(seq $rounds); do
        began=$SECONDS
        rm -rf ./*/target/surefire-reports
        LONGHAUL_NO_BUILD=1 quietly timeout --kill-after=30 $round_seconds mvn -q -B -ntp -fae test \
            -Dtest="$(paste -sd, "$all")" -Dsurefire.failIfNoSpecifiedTests=false -Dmaven.test.failure.ignore=true
        clean_classes | comm -12 - "$all" > "$scratch/round"
        cat "$scratch/round" >> "$scratch/clean"
        echo "round $round of $rounds: $(wc -l < "$scratch/round") classes clean, $((SECONDS - began)) s"
        comm -13 "$scratch/round" "$all" | sed 's/^/  failed  /'
        grep -hE '^\[ERROR\] .*(Test\.|»|expected)' "$scratch/log" | head -20
    done
    let_it_rest
    while read -r class; do
        local times
        times=$(grep -cx "$class" "$scratch/clean")
        tell classes "$class" "$times of $rounds"
        [ "$times" = $rounds ] || status=1
    done < "$all"
}

# ---- the whole check

# whole_check NAME WHERE MOST COMMAND…: one run of ./check; MOST seconds, 0 for any.
whole_check() {
    local name=$1 where=$2 most=$3 began=$SECONDS code took
    shift 3
    quietly "$@"
    code=$?
    took=$((SECONDS - began))
    if [ $code != 0 ]; then
        grep -hE '^\[ERROR\]|^check:' "$scratch/log" | head -40
    fi
    local said="exit $code, $(tail -n 1 "$scratch/log"), $((took / 60)) min $((took % 60)) s"
    if [ "$most" != 0 ] && [ $took -gt "$most" ]; then
        said="$said: more than $((most / 60)) min"
        status=1
    fi
    [ $code = 0 ] || status=1
    tell "$name" "$where" "$said"
}

whole() {
    keep_a_core_busy
    local run
    for run in $(seq $wholes); do
        whole_check whole "with a busy core, $run of $wholes" $most_seconds ./check
    done
    let_it_rest
}

# ---- environments

# The one for programs with threads.
faketime_library() {
    find /usr/lib /usr/local/lib -name 'libfaketimeMT.so.1' 2> /dev/null | head -n 1
}

environments() {
    mkdir -p "$scratch/a home"
    # all four at once: none of them undoes another
    whole_check environment "NO_COLOR, Asia/Kathmandu, LANG=C, odd HOME" 0 \
        env -u LC_ALL -u LC_CTYPE NO_COLOR=1 TZ=Asia/Kathmandu LANG=C HOME="$scratch/a home" ./check
    local library
    library=$(faketime_library)
    if [ -z "$library" ] && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        echo "Installing libfaketime"
        quietly env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends libfaketime ||
            cat "$scratch/log"
        library=$(faketime_library)
    fi
    if [ -z "$library" ]; then
        tell environment "a clock a year ahead" "not run: libfaketime is missing; as root: apt-get install libfaketime"
        status=1
        return
    fi
    # Durations stay those of this machine: only the wall clock is set. Without the last of these the library takes waits
    # by the monotonic clock for waits by the wall clock: they end at once, and their threads never rest.
    whole_check environment "a clock a year ahead" 0 \
        env LD_PRELOAD="$library" FAKETIME=+365d FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1 \
        FAKETIME_FORCE_MONOTONIC_FIX=0 ./check
}

case $part in
    all) classes; whole; environments ;;
    *) $part ;;
esac

echo
echo "steady: $part"
cat "$table"
if [ $status = 0 ]; then echo "steady: all as it must be"; else echo "steady: failed"; fi
exit $status
