"""Reads a JSON list of snippets and writes what was found in each."""

import json
import sys


def run(find):
    texts = json.load(sys.stdin.buffer)
    found = json.dumps([attempt(find, text) for text in texts], ensure_ascii=False)
    # Strict, so that half of a surrogate pair is no character.
    sys.stdout.buffer.write(found.encode("utf-8", "strict"))


def attempt(find, text):
    try:
        return find(text)
    except Exception as error:
        return {"error": repr(error)}
