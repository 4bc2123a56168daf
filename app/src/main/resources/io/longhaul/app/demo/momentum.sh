#!/bin/sh
# Screens one ticker by its 20-day momentum; the kind of script one already has.
# It knows nothing of Longhaul.
#
#   momentum.sh TICKER [DIR]
#
# reads DIR/TICKER_daily.csv (DIR: $BARS_DIR when not given), daily bars, newest first:
#   datetime,open,high,low,close,volume
# and prints
#   ticker,momentum_20d,avg_volume_20d
# with momentum_20d   = close / close 20 sessions earlier - 1
#      avg_volume_20d = mean volume of the last 20 sessions, shares
#
# Exit: 0 with a row (passed) or without (screened out: momentum not above 0),
#       65 fewer than 21 bars, 1 no bars or bars that cannot be read.
set -u
fail() { echo "momentum.sh: $2" >&2; exit "$1"; }

[ $# -ge 1 ] && [ -n "$1" ] || fail 1 "usage: momentum.sh TICKER [DIR]"
dir=${2:-${BARS_DIR:-}}
[ -n "$dir" ] || fail 1 "no directory of bars: set BARS_DIR or give it after the ticker"
case $1 in */*) fail 1 "not a ticker: $1" ;; esac
bars=$dir/${1}_daily.csv
[ -r "$bars" ] || fail 1 "no bars for $1: $bars is not there"

LC_ALL=C TICKER=$1 awk -F, '
    function fail(code, why) { failed = code; print "momentum.sh: " ENVIRON["TICKER"] ": " why > "/dev/stderr"; exit code }
    NR == 1 || NF == 0 { next }
    $5 !~ /^[0-9.]+$/ || $5 + 0 == 0 { fail(1, "line " NR " has no close") }
    { bars++; close_at[bars] = $5 }
    bars <= 20 { volume += $6 }
    bars == 21 { exit }
    END {
        if (failed) exit failed
        if (bars < 21) fail(65, bars + 0 " bars, 21 wanted")
        momentum = close_at[1] / close_at[21] - 1
        if (momentum <= 0) exit
        print "ticker,momentum_20d,avg_volume_20d"
        printf "%s,%.6f,%.0f\n", ENVIRON["TICKER"], momentum, volume / 20
    }' < "$bars"
