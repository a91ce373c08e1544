"""The table of other names, and what an operator may add to it."""

from pathlib import Path

import pytest

from bot.aliases import load_aliases
from bot.errors import SettingsError
from bot.text.characters import CAMEL, fold
from bot.text.runs import Run, read_phrases


def runs(name: str) -> tuple[Run, ...]:
    """The name as the table keeps it."""
    (phrase,) = read_phrases(fold(name).replace(CAMEL, ""))
    return phrase


def others(name: str, extra: Path | None = None) -> set[str]:
    """The other names of a name, as they are written."""
    aliases = load_aliases(extra)
    return {aliases.groups[runs(name)][other] for other in aliases.other_names(runs(name))}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("英伟达", "NVIDIA"),
        ("輝達", "英伟达"),
        ("谷歌", "Google"),
        ("LLM", "大模型"),
        ("具身智能", "Embodied AI"),
        ("智能体", "Agent"),
        ("深度求索", "DeepSeek"),
        ("千问", "通义千问"),
        ("Open AI", "OpenAI"),
        ("月之暗面", "Moonshot AI"),
        ("黄仁勋", "Jensen Huang"),
        ("人工智慧", "人工智能"),
        ("字节", "ByteDance"),
        ("晶片", "芯片"),
        ("large  language-model", "大语言模型"),
    ],
)
def test_names_lead_to_each_other(name: str, other: str) -> None:
    assert other in others(name)
    assert any(runs(name) == runs(back) for back in others(other))


def test_a_strange_name_has_no_others() -> None:
    assert load_aliases().other_names(runs("无名之辈")) == []


def test_the_table_is_large_and_no_group_runs_into_another() -> None:
    groups = {id(group): group for group in load_aliases().groups.values()}
    assert len(groups) >= 250
    assert all(2 <= len(group) <= 8 for group in groups.values())


def test_every_name_leads_to_the_same_group() -> None:
    aliases = load_aliases()
    assert all(aliases.groups[other] is group for group in aliases.groups.values() for other in group)
    assert dict(aliases.names())[runs("nvidia")] == "NVIDIA"


def test_an_operator_adds_groups(tmp_path: Path) -> None:
    path = tmp_path / "aliases.txt"
    path.write_text("\ufeff# ours\n\n英伟达 = 核弹厂\n本报 = Ribao = 日报社\n", "utf-8")
    assert others("核弹厂", path) == {"英伟达", "NVIDIA", "辉达"}
    assert others("nvidia", path) == {"英伟达", "核弹厂", "辉达"}
    assert others("ribao", path) == {"本报", "日报社"}
    assert "核弹厂" not in others("英伟达")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲 = 乙\n孤单\n", "line 2: 孤单 stands alone"),
        ("甲 = \n", "line 1: an empty name"),
        ("甲 = a, b\n", "line 1: a, b can't be searched for"),
    ],
)
def test_a_line_that_is_no_group_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "aliases.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=said):
        load_aliases(path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.txt can't be read"):
        load_aliases(tmp_path / "gone.txt")
    path = tmp_path / "binary.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_aliases(path)
