"""Reads 20 pieces of an answer and leaves it."""

import os

from common import run

MODEL = os.environ["CHECK_MODEL"]
SLOWLY = [{"role": "user", "content": "Count slowly, python"}]


def pieces_of(stream):
    pieces = 0
    for _ in stream:
        pieces += 1
        if pieces == 20:
            break
    return pieces


def left():
    tool = os.environ["CHECK_TOOL"]
    if tool == "openai":
        from openai import OpenAI

        with OpenAI().chat.completions.create(model=MODEL, messages=SLOWLY, stream=True) as stream:
            return pieces_of(stream)
    if tool == "anthropic":
        from anthropic import Anthropic

        with Anthropic().messages.stream(model=MODEL, max_tokens=4000, messages=SLOWLY) as stream:
            return pieces_of(stream.text_stream)
    import litellm

    place = {}
    exec(os.environ["CHECK_BLOCK"], place)
    stream = litellm.completion(**{**place["settings"], "model": f"openai/{MODEL}"}, messages=SLOWLY, stream=True)
    pieces = pieces_of(stream)
    stream.completion_stream.close()
    return pieces


run([(left, [None])])
