"""LiteLLM, with the settings of its guide page as they stand there."""

import json
import os

import litellm
from common import HELLO, LOOK, MODELS, PNG, SCHEMA, SLOWLY, USED_UP, raised, run, some_of
from pydantic import BaseModel

place = {}
exec(os.environ["CHECK_BLOCK"], place)
AUTO = place["settings"]
FORMS = list(MODELS)
READ = {"type": "function", "function": {"name": "read_file", "parameters": SCHEMA}}


class Person(BaseModel):
    name: str
    age: int


def of(model):
    return {**AUTO, "model": f"openai/{model}"}


def user(text):
    return [{"role": "user", "content": text}]


def decision():
    answer = litellm.completion(**AUTO, messages=user("Say hello"))
    headers = answer._hidden_params["additional_headers"]
    return {"header": headers["llm_provider-x-routoo-model"], "note": answer.usage.model_dump()["routoo"]["model"]}


def whole(model):
    return litellm.completion(**of(model), messages=user("Say hello")).choices[0].message.content


def streamed(model):
    chunks = list(litellm.completion(**of(model), messages=user("Say hello"), stream=True, stream_options={"include_usage": True}))
    built = litellm.stream_chunk_builder(chunks)
    return {"text": built.choices[0].message.content, "counted": built.usage.completion_tokens > 0}


def tools(model):
    messages = user(f"{LOOK}, python")
    said = []
    for _ in range(3):
        message = litellm.completion(**of(model), messages=messages, tools=[READ], parallel_tool_calls=True).choices[0].message
        calls = message.tool_calls or []
        said.append([json.loads(call.function.arguments)["path"] for call in calls])
        messages.append(message.model_dump(exclude_none=True))
        messages += [{"role": "tool", "tool_call_id": call.id, "content": "read " + json.loads(call.function.arguments)["path"]} for call in calls]
    return {"said": said, "text": message.content}


def schema(model):
    answer = litellm.completion(**of(model), messages=user("Who is it, as JSON"), response_format=Person)
    return Person.model_validate_json(answer.choices[0].message.content).model_dump()


def image(model):
    content = [{"type": "text", "text": "What is on the picture?"}, {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}]
    return litellm.completion(**of(model), messages=user(content)).choices[0].message.content


def reasoning(model):
    first = litellm.completion(**of(model), messages=user("Think first")).choices[0].message
    messages = user("Think first") + [first.model_dump(exclude_none=True)] + user("Sure?")
    return [first.reasoning_content, first.content, litellm.completion(**of(model), messages=messages).choices[0].message.content]


def limit(model):
    # LiteLLM itself takes no stop for the names of OpenAI's models that reason.
    stop = {} if "gpt-5" in model else {"stop": ["MARK"]}
    return litellm.completion(**of(model), messages=user("Write much"), max_tokens=64, **stop).choices[0].finish_reason


def responses(model):
    answer = litellm.responses(**of(model), input="Say hello")
    return "".join(part.text for item in answer.output if item.type == "message" for part in item.content)


async def asynchronous(model):
    answer = await litellm.acompletion(**of(model), messages=user("Say hello"))
    text = ""
    async for chunk in await litellm.acompletion(**of(model), messages=user("Say hello"), stream=True):
        text += chunk.choices[0].delta.content or ""
    return [answer.choices[0].message.content, text]


def wrong_key():
    return raised(lambda: litellm.completion(**{**AUTO, "api_key": "wrong"}, messages=user("Say hello")))


def used_up():
    poor = {**AUTO, "api_base": USED_UP["origin"] + "/v1", "api_key": USED_UP["key"]}
    return raised(lambda: litellm.completion(**poor, messages=HELLO))


def left():
    stream = litellm.completion(**of(MODELS["openai"]), messages=SLOWLY, stream=True)
    pieces = some_of(stream)
    stream.completion_stream.close()
    return pieces


def wrong_field():
    return raised(lambda: litellm.completion(**AUTO, messages=user("Say hello"), n=2))


run(
    [
        (decision, [None]),
        *[(check, FORMS) for check in (whole, streamed, tools, schema, reasoning, limit, responses, asynchronous)],
        (image, ["openai", "anthropic"]),
        (used_up, [None]),
        (left, [None]),
        (wrong_key, [None]),
        (wrong_field, [None]),
    ]
)
