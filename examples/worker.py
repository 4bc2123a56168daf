#!/usr/bin/env python3
"""A worker for `longhaul screen LIST --exec "python3 examples/worker.py" --per worker`: a row in, an answer out.

In:  {"id": "AAPL", "row": {"ticker": "AAPL"}}
Out: the same id and one of "result" (an object, a list of them, text, or null for screened out), "skip": "why",
     "later": "why", "error": "why". One line an answer, flushed; anything else belongs on standard error.
"""
import json
import sys

for line in sys.stdin:
    asked = json.loads(line)
    ticker = asked["id"]
    answer = {"result": {"ticker": ticker, "length": len(ticker)}} if ticker.isalpha() else {"skip": "no plain ticker"}
    print(json.dumps({"id": asked["id"], **answer}), flush=True)
