"""What officers read is whole in Swahili: every sentence of the console is marked, extracted and translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import pofile
from bs4 import BeautifulSoup
from jinja2 import Environment, nodes
from jinja2.ext import extract_from_ast

from domain import incidents, life_cycle

TEMPLATES = sorted(path for of in ("console", "public") for path in Path(f"bot/{of}/templates").rglob("*.html"))
NOT_THE_CONSOLE = {Path("bot/words.py"), Path("bot/commands.py")}  # the telephone and the terminal
# By package: what marks a sentence, and the place of the sentence among the arguments.
MARKS = {
    "bot": {"_": 0, "N_": 0, "Refusal": 0},
    "domain": {"Refusal": 0, "NotAKenyanNumber": 0, "Overtaken": 0},
    "messages": {"Refusal": 0},
    "schedules": {"record": 2},
}
SPOKEN_ATTRIBUTES = ("aria-label", "alt", "placeholder", "title")
NAMES = {"Mbiu"}
ENDS = (".", ":", "?")
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def read(path: str) -> dict[str, pofile.Message]:
    with Path(path).open(encoding="utf-8") as file:
        return {str(message.id): message for message in pofile.read_po(file) if message.id}


SWAHILI = read("locales/sw/LC_MESSAGES/console.po")


def in_code() -> Iterator[str]:
    for package, marks in MARKS.items():
        for path in {*Path(package).rglob("*.py")} - NOT_THE_CONSOLE:
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and (place := marks.get(called(call))) is not None:
                    argument = call.args[place] if len(call.args) > place else None
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value


def called(call: ast.Call) -> str:
    """`record` for `audit.record(…)` and for `record(…)`."""
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def in_templates() -> Iterator[str]:
    for path in TEMPLATES:
        for _, _, said in extract_from_ast(parsed(path), ("_",)):
            yield str(said[0] if isinstance(said, tuple) else said)


def parsed(path: Path) -> nodes.Template:
    return Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))


def test_the_template_is_what_the_code_says() -> None:
    """`make catalogs` was run after the last change of a sentence."""
    assert {*in_code(), *in_templates()} == read("locales/console.pot").keys()


def test_every_sentence_is_in_swahili_and_no_other() -> None:
    assert SWAHILI.keys() == read("locales/console.pot").keys()
    assert [sentence for sentence, message in SWAHILI.items() if not message.string or message.fuzzy] == []


def test_a_translation_keeps_the_placeholders_and_the_end() -> None:
    for sentence, message in SWAHILI.items():
        swahili = str(message.string)

        assert sorted(PLACEHOLDER.findall(swahili)) == sorted(PLACEHOLDER.findall(sentence)), sentence
        assert "%" not in PLACEHOLDER.sub("", swahili), sentence
        assert swahili.endswith(ENDS) == sentence.endswith(ENDS), sentence
        assert swahili == " ".join(swahili.split()), sentence


def test_the_states_a_refusal_names_have_words() -> None:
    states = {state.value for state in [*life_cycle.State, *incidents.Verification, *incidents.Handling]}

    assert states <= SWAHILI.keys()


# What builders read shows the parts with words of an example in them.
SPOKEN = [path for path in TEMPLATES if path.parent.name != "style"]


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_says_nothing_in_english_by_itself(path: Path) -> None:
    assert [words for words in bare(parsed(path)) if re.search(r"[^\W\d_]", words) and words not in NAMES] == []


def bare(template: nodes.Template) -> Iterator[str]:
    """What a page would say although nobody marked it: its own text, and capitalised words handed to a macro."""
    page = BeautifulSoup("".join(node.data for node in template.find_all(nodes.TemplateData)), "html.parser")
    for text in page.stripped_strings:
        yield text.strip("· ")
    for tag in page.find_all(True):
        yield from (str(tag[name]) for name in SPOKEN_ATTRIBUTES if tag.has_attr(name))
    marked = {id(sentence) for call in template.find_all(nodes.Call) if names(call, "_") for sentence in call.args}
    for constant in template.find_all(nodes.Const):
        if id(constant) not in marked and str(constant.value)[:1].isupper() and isinstance(constant.value, str):
            yield constant.value


def names(call: nodes.Call, function: str) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name == function
