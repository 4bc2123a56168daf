#!/bin/sh
# Caches prices over HTTP: every request that `longhaul serve` has for it, once, with curl.
#
#   fill-cache.sh [sp500] [custom] [validate] [manual]      without a word: all of them, in this order
#
#   sp500     503 tickers as one job of small batches; watches it to its end
#   custom    five tickers, answered when they are cached; then the same as a job
#   validate  what of a list is cached, missing, or known to no provider; asks nobody
#   manual    a job of twelve funds, batch by batch by hand, then to its end by itself
#
# First start the service, with a provider it may ask (docs/providers.md):
#
#   TIINGO=... LONGHAUL_SOURCES_TIINGO_KEYS=env:TIINGO longhaul serve
#
# With an empty cache sp500 asks for 503 tickers, manual for 12, and custom for 5 if sp500 did not
# run before: look at your plan's limits. What is cached is not asked for again, so that a second
# run ends at once. Ctrl-C ends this script only: the service goes on, also after a crash of its own.
#
#   LONGHAUL_URL      where it serves                  [http://127.0.0.1:8787]
#   LONGHAUL_HOME     home of the service's store      [~/.local/share/longhaul]
#   LONGHAUL_TOKEN    the token                        [what stands in $LONGHAUL_HOME/token]
#   LONGHAUL_FROM     first day wanted                 [2000-01-01]
#   LONGHAUL_POLL     seconds between two looks        [5]
#
# Exit: 0 everything is cached, 1 a request failed or a job was cancelled, 2 wrong word or no token,
#       3 done, but tickers failed, 6 a job was paused and waits for you.
set -u

url=${LONGHAUL_URL:-http://127.0.0.1:8787}
home=${LONGHAUL_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/longhaul}
from=${LONGHAUL_FROM:+,\"from\":\"$LONGHAUL_FROM\"}
failed=0
newline='
'

fail() { echo "fill-cache.sh: $2" >&2; exit "$1"; }

# call METHOD PATH [JSON]: prints the request and what came back. Leaves that in $answer and its
# status in $code; ends the script if that is not 2xx. What only looks waits up to a minute for a
# service that starts again; nothing else is sent twice.
call() {
    printf '\n%s %s%s\n' "$1" "$url" "$2"
    [ $# -lt 3 ] || printf '%s\n' "$3"
    # The token goes in by standard input: anybody on this machine may read curl's arguments.
    tries=0
    until answer=$(printf 'Authorization: Bearer %s\n' "$token" |
        curl --silent --show-error --request "$1" --header @- \
            ${3:+--header "Content-Type: application/json" --data "$3"} \
            --write-out '\n%{http_code}' "$url$2"); do
        tries=$((tries + 1))
        [ "$1" = GET ] && [ $tries -le 60 ] || fail 1 "no answer; is longhaul serve running at $url?"
        sleep 1
    done
    code=${answer##*"$newline"}
    answer=${answer%"$newline"*}
    printf '%s %s\n' "$code" "$answer"
    case $code in
        2??) ;;
        *) fail 1 "$1 $2 was refused, see above" ;;
    esac
}

# text NAME: the text of that name in the answer.  number NAME: of its progress.
text() { printf '%s\n' "$answer" | sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }
number() { printf '%s\n' "$answer" | sed -n 's/.*"progress":{[^}]*"'"$1"'":\([0-9.]*\).*/\1/p'; }

# Adds the failed tickers of the answer, whose job is done, to those before.
done_with() {
    failed=$((failed + $(number failed)))
    echo "$1 is done: $(number successful) cached, $(number failed) failed"
}

# A job that waits for a provider is "paused" for these endpoints, too, but goes on by itself.
must_go_on() {
    call GET "/v1/jobs/$1"
    case $(text status) in
        paused) fail 6 "$1 is paused and waits for you: longhaul explain $1" ;;
        failed | cancelled) fail 1 "$1 $(text status): longhaul explain $1" ;;
    esac
}

# Example 3 of the original: looks until the job is done.
watch() {
    while :; do
        call GET "/api/fill-cache-batch-status?jobId=$1"
        case $(text status) in
            completed) break ;;
            failed | paused) must_go_on "$1" ;;
        esac
        sleep "${LONGHAUL_POLL:-5}"
    done
    call GET "/api/fill-cache-batch-status?jobId=$1&detailed=true" # and the first tickers by name
    done_with "$1"
}

# Waits for the job without looking: each call answers at its end, at the latest after 240 s.
drive() {
    while :; do
        call POST /api/fill-cache-batch-orchestrator "{\"jobId\":\"$1\"}"
        case $answer in *'"completed":true'*) break ;; esac
        must_go_on "$1"
    done
    done_with "$1"
}

# Example 1. "all" takes nasdaq and sp500 together; "dataset", "from" and "to" say what is cached:
# without them the first price of each year since 2000, market cap and shares outstanding.
sp500() {
    call POST /api/fill-cache-batch-start '{"tickerSource":"sp500","startImmediately":true'"$from}"
    job=$(text jobId)
    call GET /api/fill-cache-batch-status # without a job: all that are not done yet
    watch "$job"
}

five='"tickers":["AAPL","MSFT","GOOGL","AMZN","TSLA"]'

# Example 2. Below 50 tickers the answer waits for them (207: some failed) unless it would take too
# long (202); with 50 or more, or useBatch, it is a job.
custom() {
    call POST /api/fill-cache "{$five,\"action\":\"fill\"$from}"
    if [ "$code" = 202 ]; then watch "$(text jobId)"; else done_with "$(text jobId)"; fi
    call POST /api/fill-cache "{$five,\"action\":\"fill\",\"useBatch\":true$from}"
    watch "$(text jobId)"
}

validate() {
    call POST /api/fill-cache "{$five,\"action\":\"validate\"$from}"
}

# A job that stands still until it is told; then one batch a call, and at last all that is left.
manual() {
    call POST /api/fill-cache-batch-start '{"tickerSource":"custom","batchSize":5,"startImmediately":false,
 "tickers":["SPY","QQQ","IWM","VTI","EFA","VEA","EEM","VWO","AGG","BND","TLT","GLD"]'"$from}"
    job=$(text jobId)
    call GET "/api/fill-cache-batch-status?jobId=$job"
    call POST /api/fill-cache-batch-continue "{\"jobId\":\"$job\",\"autoContinue\":false}"
    call POST /api/fill-cache-batch-continue "{\"jobId\":\"$job\",\"autoContinue\":true}"
    drive "$job"
}

for part; do
    case $part in
        sp500 | custom | validate | manual) ;;
        *) fail 2 "no part \"$part\"; want sp500, custom, validate, manual" ;;
    esac
done
command -v curl > /dev/null || fail 2 "curl is missing; on Debian: apt-get install curl"
token=${LONGHAUL_TOKEN:-}
if [ -z "$token" ]; then
    [ -r "$home/token" ] || fail 2 "no token: $home/token is not there; set LONGHAUL_HOME or LONGHAUL_TOKEN as the service has it"
    read -r token < "$home/token" || [ -n "$token" ]
fi

[ $# -gt 0 ] || set -- sp500 custom validate manual
for part; do
    printf '\n== %s ==\n' "$part"
    $part
done
echo
[ "$failed" = 0 ] || fail 3 "all jobs are done; $failed tickers failed, named above"
echo "All done."
