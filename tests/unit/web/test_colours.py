"""Every pair of colours that meets on a page has the contrast of WCAG AA, by day and by night."""

import itertools
import re
from importlib.resources import files

import pytest

from handlers.web.paper import TINTS, tint

CSS = files("handlers.web").joinpath("static", "site.css").read_text()
DAY, NIGHT = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
TEXTS = ("ink", "soft", "red", *(f"tint-{number}" for number in range(TINTS)))
PAIRS = (
    *itertools.product(TEXTS, ("paper", "raised"), (4.5,)),
    ("ink", "mark", 4.5),
    ("on-red", "red", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "raised", 3.0),
)


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("block", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_texts_can_be_read(block: str, text: str, ground: str, least: float) -> None:
    known = colours(block)
    assert contrast(known[text], known[ground]) >= least


def test_night_has_every_colour_of_the_day() -> None:
    assert colours(DAY).keys() == colours(NIGHT).keys()


def test_every_class_of_a_template_has_a_style() -> None:
    templates = files("handlers.web").joinpath("templates")
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", re.sub(r"\{[^{}]*\}", "{}", CSS)))
    for template in templates.iterdir():
        text = re.sub(r"\{[%{].*?[%}]\}", "", template.read_text())
        used = {name for value in re.findall(r'class="([^"]*)"', text) for name in value.split()}
        assert {name for name in used if not name.endswith("-")} <= styled, template.name


def test_sections_keep_their_colour_and_mostly_differ() -> None:
    daily = ["新闻资讯", "产品应用", "推荐文章", "开源动态", "算法论文"]
    assert [tint(name) for name in daily] == [2, 1, 5, 7, 3]
