# Builds Longhaul into a folder of its own below .longhaul-build and then names it in
# .longhaul-build/current. Sourced by ./longhaul when there is something to build, which
# has set root, builds, jdk and stale; POSIX sh.

build_longhaul() {
    command -v mvn > /dev/null || { no_maven; return 8; }
    mkdir -p "$builds" || return 1
    lock_builds
    look_at_build # another start may have built it while this one waited
    build_status=0
    if [ -n "$stale" ]; then
        build_started=$(date +%s)
        build_line="Building Longhaul ($stale, $(build_length)) … "
        printf '%s' "$build_line" >&2
        start_ticking
        make_build
        build_status=$?
        stop_ticking
        if [ $build_status = 0 ]; then
            build_took=$(($(date +%s) - build_started))
            echo $build_took > "$builds/took"
            printf '%s s\n' $build_took >&2
        else
            build_status=1
            printf 'failed after %s s\n' $(($(date +%s) - build_started)) >&2
            { grep '^\[ERROR\]' "$builds/log" || tail -n 40 "$builds/log"; } | head -n 40 >&2
            printf 'The whole output: %s\n' "$builds/log" >&2
        fi
    fi
    unlock_builds
    return $build_status
}

# On a terminal the seconds are counted while it builds: a first build takes minutes. Elsewhere
# there is one line, when it is done.
start_ticking() {
    build_ticker=
    [ -t 2 ] || return 0
    # $$ is the launcher: whoever ends it ends the counting, too
    (while sleep 1 && kill -0 $$ 2>/dev/null; do
        printf '\r%s%s s' "$build_line" $(($(date +%s) - build_started)) >&2
    done) 9>&- < /dev/null &
    build_ticker=$!
}

stop_ticking() {
    [ -n "$build_ticker" ] || return 0
    kill $build_ticker 2>/dev/null
    wait $build_ticker 2>/dev/null
    printf '\r%s' "$build_line" >&2
}

# How long it may take, so that nobody takes it for hung.
build_length() {
    build_took=
    [ ! -r "$builds/took" ] || read -r build_took < "$builds/took"
    if [ -n "$build_took" ]; then
        echo "$build_took s last time"
    else
        echo '1 to 5 minutes with its downloads'
    fi
}

make_build() {
    build_id=$(date +%Y%m%d-%H%M%S)-$$
    : > "$builds/started" # sources saved after this moment belong to the next build
    (
        cd "$root" && exec > "$builds/log" 2>&1 < /dev/null || exit 1
        # What an earlier version left there would end up on the class path.
        rm -rf app/target/lib app/target/longhaul-*.jar lab/target/lib lab/target/longhaul-*.jar
        JAVA_HOME=$jdk MAVEN_OPTS=$(maven_options) mvn -q -B -ntp -Dmaven.test.skip=true package || exit 1
        mkdir -p "$builds/$build_id/app" "$builds/$build_id/serve" "$builds/$build_id/lab" || exit 1
        cp app/target/longhaul-app-*.jar app/target/lib/*.jar "$builds/$build_id/app/" || exit 1
        for jar in lab/target/longhaul-lab-*.jar lab/target/lib/*.jar; do
            [ -f "$builds/$build_id/app/${jar##*/}" ] || cp "$jar" "$builds/$build_id/lab/" || exit 1
        done
        # Java looks at every jar of its class path at each start: short commands have none of the service's.
        for name in jetty logback logstash micrometer prometheus HdrHistogram; do
            for jar in "$builds/$build_id/app/$name"-*.jar; do
                [ ! -f "$jar" ] || mv "$jar" "$builds/$build_id/serve/" || exit 1
            done
        done
        make_start_cache
        make_serve_cache
    ) || return 1
    remove_old_builds
    echo "$build_id" > "$builds/current.new" && touch -r "$builds/started" "$builds/current.new" &&
        mv "$builds/current.new" "$builds/current"
}

# Maven's own libraries use what newer JDKs warn of. Older ones do not know the option, and would
# end with words about it instead of the sentence that pom.xml has for them.
maven_options() {
    echo "--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
}

# Java's ahead-of-time cache: classes as a `status` over an empty store loads them. A start
# without it is slower, not wrong, so that its failure does not fail the build.
make_start_cache() {
    start_home=$(mktemp -d) || return 0
    class_path "$builds/$build_id/app"
    LONGHAUL_HOME=$start_home "$jdk/bin/java" --enable-native-access=ALL-UNNAMED \
        "-XX:AOTCacheOutput=$builds/$build_id/start.aot" -cp "$classes" io.longhaul.app.Main status
    rm -rf "$start_home"
    return 0
}

# The same for a service and its first job, over simulated prices; about 15 s.
make_serve_cache() {
    class_path "$builds/$build_id/app" "$builds/$build_id/serve"
    serve_classes=$classes
    class_path "$builds/$build_id/app" "$builds/$build_id/serve" "$builds/$build_id/lab"
    "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$classes" io.longhaul.lab.serve.Training \
        "$builds/$build_id/serve.aot" "$serve_classes"
    return 0
}

# Keeps the current build (starts under way may be about to use it) and those in use.
remove_old_builds() {
    build_current=
    [ ! -r "$builds/current" ] || read -r build_current < "$builds/current"
    for build_old in "$builds"/*/; do
        build_old=${build_old%/}
        case ${build_old##*/} in "$build_current" | "$build_id" | '*') continue ;; esac
        build_in_use=
        for build_note in "$build_old"/used-by-*; do
            if kill -0 "${build_note##*-}" 2>/dev/null; then build_in_use=1; fi
        done
        [ -n "$build_in_use" ] || rm -rf "$build_old"
    done
}

# One build at a time: by flock, which the system ends with its holder, where there is one
# (Linux), else by a folder that holds the builder's pid.
lock_builds() {
    if command -v flock > /dev/null; then
        exec 9> "$builds/lock"
        flock -n 9 || { echo 'Another start is building Longhaul; waiting for it.' >&2; flock 9; }
        return
    fi
    build_waits=
    until mkdir "$builds/lock.d" 2>/dev/null; do
        read -r build_holder 2>/dev/null < "$builds/lock.d/pid" || build_holder=
        if [ -n "$build_holder" ] && ! kill -0 "$build_holder" 2>/dev/null; then
            mv "$builds/lock.d" "$builds/lock.dead.$$" 2>/dev/null && rm -rf "$builds/lock.dead.$$"
            continue
        fi
        [ -n "$build_waits" ] || echo "Another start is building Longhaul; waiting for it ($builds/lock.d)." >&2
        build_waits=1
        sleep 1
    done
    echo $$ > "$builds/lock.d/pid"
}

unlock_builds() {
    exec 9>&-
    rm -rf "$builds/lock.d"
}

no_maven() {
    cat >&2 <<TEXT
Longhaul builds itself with Maven on the first start and found no mvn on the PATH.
  Debian, Ubuntu  apt install maven
  macOS           brew install maven
  either          sdk install maven   (https://sdkman.io)
TEXT
}
