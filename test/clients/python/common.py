"""What the clients of Python share: a check is a function; its name and what it returns, or how it failed, is printed as one line of JSON."""

import asyncio
import inspect
import json
import os

MODELS = json.loads(os.environ["CHECK_MODELS"])  # ids by form
PNG = os.environ["CHECK_PNG"]
# Another endpoint, whose budget is used up.
USED_UP = json.loads(os.environ["CHECK_USED_UP"])
SLOWLY = [{"role": "user", "content": "Count slowly"}]
HELLO = [{"role": "user", "content": "Say hello"}]
LOOK = "Look at both files"
SCHEMA = {
    "type": "object",
    "properties": {"path": {"type": "string"}},
    "required": ["path"],
    "additionalProperties": False,
}


def failure(error):
    """Class, status and words of what an SDK raised."""
    body = getattr(error, "body", None)
    param = body.get("param") if isinstance(body, dict) else None
    return {"class": type(error).__name__, "status": getattr(error, "status_code", None), "param": param, "words": str(error)}


def raised(call):
    try:
        call()
    except Exception as error:  # the test judges its class
        return failure(error)
    return None


def some_of(stream):
    """The first pieces of a stream that is left then."""
    pieces = 0
    for _ in stream:
        pieces += 1
        if pieces == 20:
            break
    return pieces


def run(checks):
    """Each check gets a model of each form that it names: (function, forms)."""
    for check, forms in checks:
        for form in forms:
            args = [] if form is None else [MODELS[form]]
            name = check.__name__ if form is None else f"{check.__name__} {form}"
            try:
                value = check(*args)
                if inspect.isawaitable(value):
                    value = asyncio.run(value)
                line = {"name": name, "value": value}
            except Exception as error:  # told by name, and the test fails
                line = {"name": name, "error": f"{type(error).__name__}: {error}"}
            print("CHECK " + json.dumps(line), flush=True)
