#!/bin/sh
# momentum.sh for a batch: one process screens many tickers, with the same numbers.
#
#   momentum-batch.sh [IN [OUT]]
#
# IN:  CSV with a column `ticker` (default: standard input). OUT: CSV
#   ticker,momentum_20d,avg_volume_20d
# of the tickers that passed, in the order of IN (default: standard output).
# Bars are read from $BARS_DIR/TICKER_daily.csv. A ticker with fewer than 21 bars is left
# out with a note; a ticker without bars fails the batch, so that none is lost unsaid.
set -u
fail() { echo "momentum-batch.sh: $1" >&2; exit 1; }

[ -n "${BARS_DIR:-}" ] || fail "no directory of bars: set BARS_DIR"
if [ $# -ge 1 ]; then
    [ -r "$1" ] || fail "cannot read $1"
    exec < "$1"
fi
[ $# -lt 2 ] || exec > "$2"

LC_ALL=C awk -F, '
    function note(why) { print "momentum-batch.sh: " why > "/dev/stderr" }
    function fail(why) { note(why); failed = 1; exit 1 }
    function screen(ticker,    file, line, got, field, bars, volume, first, momentum) {
        if (ticker == "" || ticker ~ /\//) fail("line " NR ": not a ticker: " ticker)
        file = ENVIRON["BARS_DIR"] "/" ticker "_daily.csv"
        if ((getline line < file) <= 0) fail("no bars for " ticker ": " file " is not there")
        while (bars < 21 && (getline line < file) > 0) {
            if (split(line, field, ",") == 0) continue
            if (field[5] !~ /^[0-9.]+$/ || field[5] + 0 == 0) fail(ticker ": bar " bars + 1 " has no close")
            if (++bars == 1) first = field[5]
            if (bars <= 20) volume += field[6]
        }
        close(file)
        if (bars < 21) { note(ticker ": " bars + 0 " bars, 21 wanted"); return }
        momentum = first / field[5] - 1
        if (momentum > 0) printf "%s,%.6f,%.0f\n", ticker, momentum, volume / 20
    }
    { gsub(/[\r"]/, "") }
    NR == 1 {
        sub(/^\357\273\277/, "")
        for (i = 1; i <= NF; i++) if (tolower($i) == "ticker") column = i
        if (!column) fail("no column \"ticker\" in: " $0)
        print "ticker,momentum_20d,avg_volume_20d"
        next
    }
    NF > 0 { screen($column) }
    END { if (failed) exit 1 }'
