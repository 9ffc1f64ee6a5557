"""A task for Inspect AI with three questions, answered by its mock model, so that nothing is called."""

import runledger.inspect  # noqa: F401  every sample is recorded as it lands
from inspect_ai import Task, task
from inspect_ai.dataset import Sample
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import includes
from inspect_ai.solver import generate

MODEL = "mockllm/model"
QUESTIONS = [("Say hello.", "hello"), ("What is 6 times 7?", "42"), ("Which is first?", "alpha")]
ANSWERS = ["hello there", "It is 41.", "alpha"]


def answer(text: str) -> ModelOutput:
    output = ModelOutput.from_content(MODEL, text)
    output.usage = ModelUsage(input_tokens=5, output_tokens=5, total_tokens=10)
    return output


@task
def greetings() -> Task:
    return Task(
        dataset=[Sample(id=n, input=q, target=a) for n, (q, a) in enumerate(QUESTIONS, 1)],
        solver=generate(), scorer=includes(),
        model=get_model(MODEL, custom_outputs=[answer(text) for text in ANSWERS]))
