"""One request under a used-up budget, with each SDK's usual number of tries."""

import os

from common import raised, run

HELLO = [{"role": "user", "content": "Say hello"}]


def asked():
    tool = os.environ["CHECK_TOOL"]
    if tool == "openai":
        from openai import OpenAI

        return raised(lambda: OpenAI().chat.completions.create(model="routoo/auto", messages=HELLO))
    if tool == "anthropic":
        from anthropic import Anthropic

        return raised(lambda: Anthropic().messages.create(model="routoo/auto", max_tokens=100, messages=HELLO))
    import litellm

    place = {}
    exec(os.environ["CHECK_BLOCK"], place)
    return raised(lambda: litellm.completion(**place["settings"], messages=HELLO))


run([(asked, [None])])
