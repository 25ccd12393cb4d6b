"""The SDK of OpenAI, its settings in the environment as its guide page has them."""

from common import HELLO, LOOK, MODELS, PNG, SCHEMA, SLOWLY, USED_UP, raised, run, some_of
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel
import json

client = OpenAI()
FORMS = list(MODELS)
READ = {"type": "function", "function": {"name": "read_file", "strict": True, "parameters": SCHEMA}}
READ_ITEM = {"type": "function", "name": "read_file", "strict": True, "parameters": SCHEMA}


class Person(BaseModel):
    name: str
    age: int


def user(text):
    return [{"role": "user", "content": text}]


def lists():
    return [model.id for model in client.models.list()][:4]


def decision():
    raw = client.chat.completions.with_raw_response.create(model="routoo/auto", messages=user("Say hello"))
    answer = raw.parse()
    return {
        "header": raw.headers["x-routoo-model"],
        "note": answer.usage.model_extra["routoo"]["model"],
        "cost": answer.usage.model_extra["routoo"]["costUsd"],
    }


def whole(model):
    return client.chat.completions.create(model=model, messages=user("Say hello")).choices[0].message.content


def streamed(model):
    text = ""
    tokens = None
    options = {"include_usage": True}
    for chunk in client.chat.completions.create(model=model, messages=user("Say hello"), stream=True, stream_options=options):
        text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
        tokens = chunk.usage.completion_tokens if chunk.usage else tokens
    return {"text": text, "counted": tokens is not None and tokens > 0}


def tools(model):
    messages = user(f"{LOOK}, python")
    said = []
    for _ in range(3):
        with client.chat.completions.stream(model=model, messages=messages, tools=[READ]) as stream:
            message = stream.get_final_completion().choices[0].message
        calls = message.tool_calls or []
        said.append([json.loads(call.function.arguments)["path"] for call in calls])
        messages.append(message.model_dump(exclude_none=True, exclude={"parsed"}))
        messages += [{"role": "tool", "tool_call_id": call.id, "content": "read " + json.loads(call.function.arguments)["path"]} for call in calls]
    return {"said": said, "text": message.content}


def schema(model):
    parsed = client.chat.completions.parse(model=model, messages=user("Who is it, as JSON"), response_format=Person)
    mode = client.chat.completions.create(model=model, messages=user("Who is it, as JSON"), response_format={"type": "json_object"})
    return [parsed.choices[0].message.parsed.model_dump(), json.loads(mode.choices[0].message.content)]


def image(model):
    picture = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}}
    content = [{"type": "text", "text": "What is on the picture?"}, picture]
    return client.chat.completions.create(model=model, messages=user(content)).choices[0].message.content


def reasoning(model):
    first = client.chat.completions.create(model=model, messages=user("Think first"), reasoning_effort="low").choices[0].message
    messages = user("Think first") + [first.model_dump(exclude_none=True)] + user("Sure?")
    return [first.model_extra["reasoning_content"], first.content, client.chat.completions.create(model=model, messages=messages).choices[0].message.content]


def limit(model):
    answer = client.chat.completions.create(model=model, messages=user("Write much"), max_completion_tokens=64, stop=["MARK"])
    return answer.choices[0].finish_reason


def responses(model):
    whole = client.responses.create(model=model, instructions="Be brief.", input="Say hello")
    with client.responses.stream(model=model, instructions="Be brief.", input="Say hello") as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        final = stream.get_final_response()
    return [whole.output_text, text, final.output_text, whole.status]


def response_tools(model):
    given = user(f"{LOOK}, as items")
    previous = None
    said = []
    for _ in range(3):
        answer = client.responses.create(model=model, tools=[READ_ITEM], input=given, previous_response_id=previous)
        calls = [item for item in answer.output if item.type == "function_call"]
        said.append([json.loads(call.arguments)["path"] for call in calls])
        given = [{"type": "function_call_output", "call_id": call.call_id, "output": "read " + json.loads(call.arguments)["path"]} for call in calls]
        previous = answer.id
    return {"said": said, "text": answer.output_text}


def response_reasoning(model):
    include = ["reasoning.encrypted_content"]
    first = client.responses.create(model=model, input="Think first", reasoning={"effort": "low", "summary": "auto"}, include=include, store=False)
    items = user("Think first") + [item.model_dump(exclude_none=True) for item in first.output] + user("Sure?")
    second = client.responses.create(model=model, input=items, store=False)
    return [first.output[0].type, first.output_text, second.output_text]


def response_schema(model):
    return client.responses.parse(model=model, input="Who is it, as JSON", text_format=Person).output_parsed.model_dump()


def fills():
    ask = {"model": "fill/fill-1b", "prompt": "const total = ", "suffix": ";\n", "max_tokens": 30}
    return [client.completions.create(**ask).choices[0].text, "".join(chunk.choices[0].text for chunk in client.completions.create(**ask, stream=True) if chunk.choices)]


async def asynchronous(model):
    async with AsyncOpenAI() as several:
        answer = await several.chat.completions.create(model=model, messages=user("Say hello"))
        stream = await several.chat.completions.create(model=model, messages=user("Say hello"), stream=True)
        text = "".join([(chunk.choices[0].delta.content or "") if chunk.choices else "" async for chunk in stream])
        return [answer.choices[0].message.content, text]


def wrong_key():
    return raised(lambda: client.with_options(api_key="wrong").chat.completions.create(model="routoo/auto", messages=user("Say hello")))


def wrong_field():
    return raised(lambda: client.chat.completions.create(model="routoo/auto", messages=user("Say hello"), n=2))


def used_up():
    poor = OpenAI(base_url=USED_UP["origin"] + "/v1", api_key=USED_UP["key"])
    return raised(lambda: poor.chat.completions.create(model="routoo/auto", messages=HELLO))


def left():
    with client.chat.completions.create(model=MODELS["openai"], messages=SLOWLY, stream=True) as stream:
        return some_of(stream)


def not_there():
    return raised(lambda: client.embeddings.create(model="routoo/auto", input="x"))


run(
    [
        (lists, [None]),
        (decision, [None]),
        *[(check, FORMS) for check in (whole, streamed, tools, schema, reasoning, limit, responses, response_tools, response_reasoning, response_schema, asynchronous)],
        (image, ["openai", "anthropic"]),
        *[(check, [None]) for check in (fills, used_up, left, wrong_key, wrong_field, not_there)],
    ]
)
