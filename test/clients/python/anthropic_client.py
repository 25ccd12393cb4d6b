"""The SDK of Anthropic, its settings in the environment as its guide page has them."""

from anthropic import Anthropic, AsyncAnthropic
from common import HELLO, LOOK, MODELS, PNG, SCHEMA, SLOWLY, USED_UP, raised, run, some_of
from pydantic import BaseModel

client = Anthropic()
FORMS = list(MODELS)
READ = {"name": "read_file", "description": "Reads a file", "input_schema": SCHEMA}


class Person(BaseModel):
    name: str
    age: int


def user(content):
    return [{"role": "user", "content": content}]


def text_of(message):
    return "".join(block.text for block in message.content if block.type == "text")


def lists():
    return [model.id for model in client.models.list()][:4]


def decision():
    raw = client.messages.with_raw_response.create(model="claude-3-5-haiku-latest", max_tokens=100, messages=user("Say hello"))
    note = raw.parse().usage.model_extra["routoo"]
    return {"header": raw.headers["x-routoo-model"], "note": note["model"], "asked": raw.headers["x-routoo-requested-model"], "cost": note["costUsd"]}


def whole(model):
    return text_of(client.messages.create(model=model, max_tokens=100, system="Be brief.", messages=user("Say hello")))


def streamed(model):
    with client.messages.stream(model=model, max_tokens=100, system="Be brief.", messages=user("Say hello")) as stream:
        text = "".join(stream.text_stream)
        return {"text": text, "counted": stream.get_final_message().usage.output_tokens > 0}


def tools(model):
    messages = user(f"{LOOK}, python")
    said = []
    for _ in range(3):
        with client.messages.stream(model=model, max_tokens=500, messages=messages, tools=[READ]) as stream:
            answer = stream.get_final_message()
        calls = [block for block in answer.content if block.type == "tool_use"]
        said.append([call.input["path"] for call in calls])
        messages.append({"role": "assistant", "content": answer.content})
        messages += user([{"type": "tool_result", "tool_use_id": call.id, "content": "read " + call.input["path"]} for call in calls])
    return {"said": said, "text": text_of(answer)}


def schema(model):
    return client.messages.parse(model=model, max_tokens=100, messages=user("Who is it, as JSON"), output_format=Person).parsed_output.model_dump()


def image(model):
    picture = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}}
    content = [{"type": "text", "text": "What is on the picture?"}, picture]
    return text_of(client.messages.create(model=model, max_tokens=100, messages=user(content)))


def thinking(model):
    ask = {"model": model, "max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 1024}}
    first = client.messages.create(**ask, messages=user("Think first"))
    messages = user("Think first") + [{"role": "assistant", "content": first.content}] + user("Sure?")
    return [first.content[0].thinking, text_of(first), text_of(client.messages.create(**ask, messages=messages))]


def limit(model):
    return client.messages.create(model=model, max_tokens=64, stop_sequences=["MARK"], messages=user("Write much")).stop_reason


def counts(model):
    return client.messages.count_tokens(model=model, messages=user("Say hello " * 100), tools=[READ]).input_tokens


async def asynchronous(model):
    async with AsyncAnthropic() as several:
        answer = await several.messages.create(model=model, max_tokens=100, messages=user("Say hello"))
        async with several.messages.stream(model=model, max_tokens=100, messages=user("Say hello")) as stream:
            return [text_of(answer), await stream.get_final_text()]


def wrong_key():
    return raised(lambda: client.with_options(api_key="wrong").messages.create(model="routoo/auto", max_tokens=9, messages=user("Say hello")))


def wrong_field():
    document = [{"type": "document", "source": {"type": "url", "url": "https://example.com/a.pdf"}}]
    return raised(lambda: client.messages.create(model="routoo/auto", max_tokens=9, messages=user(document)))


def used_up():
    poor = Anthropic(base_url=USED_UP["origin"], api_key=USED_UP["key"])
    return raised(lambda: poor.messages.create(model="routoo/auto", max_tokens=100, messages=HELLO))


def left():
    with client.messages.stream(model=MODELS["openai"], max_tokens=4000, messages=SLOWLY) as stream:
        return some_of(stream.text_stream)


def not_there():
    return raised(lambda: list(client.messages.batches.list()))


run(
    [
        (lists, [None]),
        (decision, [None]),
        *[(check, FORMS) for check in (whole, streamed, tools, schema, thinking, limit, counts, asynchronous)],
        (image, ["openai", "anthropic"]),
        *[(check, [None]) for check in (used_up, left, wrong_key, wrong_field, not_there)],
    ]
)
