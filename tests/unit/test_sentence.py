"""Sentences: English text to everybody, and still able to be said in another language."""

import copy
import json
import pickle

import pytest

from bot.errors import ParseError, RibaoError, UsageError
from bot.locales import LOCALES, catalogue
from bot.models import Locale, ParseWarning
from bot.sentence import Sentence

ODD = Sentence("“{title}” has no text below it", title="{n}")


def test_it_is_its_english_text() -> None:
    assert ODD == "“{n}” has no text below it"
    assert f"{ODD}" == json.loads(json.dumps(ODD)) == str(ODD)
    assert type(str(ODD)) is str
    assert len({ODD, str(ODD)}) == 1


def test_without_values_braces_are_braces() -> None:
    assert Sentence("{x}") == "{x}"


def test_it_remembers_wherever_it_goes() -> None:
    for same in (copy.copy(ODD), copy.deepcopy(ODD), pickle.loads(pickle.dumps(ODD))):  # noqa: S301
        assert (same, same.message, same.values) == (ODD, ODD.message, ODD.values)


def test_a_warning_keeps_it_and_writes_its_text_alone() -> None:
    warning = ParseWarning(line=3, message=ODD)
    assert warning.message is ODD
    assert warning == ParseWarning(line=3, message=str(ODD))
    assert json.loads(warning.model_dump_json()) == {"line": 3, "message": str(ODD)}
    assert ParseWarning.model_validate_json(warning.model_dump_json()) == warning


def test_an_error_keeps_it_and_prints_its_text() -> None:
    error = ParseError(ODD, 7)
    assert (str(error), error.message, error.line) == (f"line 7: {ODD}", ODD, 7)
    assert catalogue("zh-CN").sentence(error.sentence) == "第 7 行：“{n}”下面没有正文"
    assert ParseError(ODD).sentence is ODD
    assert UsageError("as it is").sentence == "as it is"
    assert RibaoError().sentence == ""


@pytest.mark.parametrize("locale", LOCALES)
def test_what_stands_in_a_sentence_is_said_too(locale: Locale) -> None:
    say = catalogue(locale)
    inner = Sentence("{name} is empty", name=Sentence("the document"))
    outer = Sentence("{reason}; send the name along with the document", reason=inner)
    assert outer == "the document is empty; send the name along with the document"
    assert say.sentence(inner) in say.sentence(outer)
    assert say("the document") in say.sentence(outer)
    assert (say.sentence(outer) == outer) == (locale == "en")
