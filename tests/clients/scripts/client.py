"""Reads a snippet and writes what a client of Golem makes of it."""

import ast
import asyncio
import inspect
import json
import sys

TASK_PACKAGE = "golem.srv.comp.task_package"
MANIFEST = "golem.srv.comp.payload"


def run(make):
    """`make` is asynchronous; it takes the snippet and gives the demand's task package."""
    try:
        made = {"task_package": asyncio.run(make(json.load(sys.stdin.buffer)))}
    except Exception as error:
        made = {"error": repr(error)}
    sys.stdout.buffer.write(json.dumps(made, ensure_ascii=False).encode())


async def execute(snippet):
    """Runs code in which `await` stands outside of functions; gives its variables."""
    variables = {}
    code = compile(snippet, "snippet", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    result = eval(code, variables)
    if inspect.isawaitable(result):
        await result
    return variables


def provided(manifest):
    """What a provider makes of a manifest's payload: the hash and the first URL."""
    [payload] = manifest["payload"]
    return f"hash:{payload['hash']}:{payload['urls'][0]}"
