# Finds a JDK of at least version 25 and sets jdk to its directory. Sourced by
# ./longhaul, ./check and bin/build.sh; POSIX sh.
#
# It reads each JDK's `release` file instead of starting its java, and uses no other
# program but readlink: it stands on the path of every start.
#
# Order: JAVA_HOME, `java` on the PATH, then what is installed in the usual places,
# where 25 itself goes before a newer one.

jdk_wanted=25

# jdk_version DIR: sets version to the major version of the JDK in DIR, 0 if there is none.
jdk_version() {
    version=0
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    while IFS= read -r jdk_line; do
        case $jdk_line in
            JAVA_VERSION=*)
                version=${jdk_line#*=}
                version=${version#\"}
                version=${version%%[!0-9]*}
                version=${version:-0}
                return 0 ;;
        esac
    done < "$1/release"
}

find_jdk() {
    jdk=
    if [ -n "${JAVA_HOME:-}" ]; then
        jdk_version "$JAVA_HOME"
        if [ "$version" -ge $jdk_wanted ]; then jdk=$JAVA_HOME; return 0; fi
    fi
    jdk_java=$(command -v java) && jdk_java=$(readlink -f "$jdk_java" 2>/dev/null) && {
        jdk_version "${jdk_java%/bin/java}"
        if [ "$version" -ge $jdk_wanted ]; then jdk=${jdk_java%/bin/java}; return 0; fi
    }
    for jdk_dir in ${LONGHAUL_JDK_DIRS:-/usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home} \
            "${HOME:-}"/.sdkman/candidates/java/*; do
        jdk_version "$jdk_dir"
        if [ "$version" -eq $jdk_wanted ]; then jdk=$jdk_dir; return 0; fi
        [ "$version" -lt $jdk_wanted ] || [ -n "$jdk" ] || jdk=$jdk_dir
    done
    [ -n "$jdk" ]
}

no_jdk() {
    cat >&2 <<TEXT
Longhaul needs a JDK $jdk_wanted or newer and found none: not in JAVA_HOME (${JAVA_HOME:-not set}),
not as java on the PATH, not in /usr/lib/jvm, /Library/Java or ~/.sdkman.
  Debian, Ubuntu  apt install openjdk-25-jdk-headless
                  Debian 12 has no such package: install temurin-25-jdk from Adoptium's
                  repository, https://adoptium.net/installation/linux
  macOS           brew install --cask temurin@25
  either          sdk install java 25-tem   (https://sdkman.io)
A JDK that is elsewhere: export JAVA_HOME=/path/to/it
TEXT
}
