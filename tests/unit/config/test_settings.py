"""The settings: what is accepted, what is refused in one sentence, and what the environment changes."""

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.models import Policy
from bot.sources import Address, Folder
from config import load
from config.environment import overlay

FILE = """
[[publications]]
slug = "ai-daily"
name = "AI日报"
source = "inbox/*.md"
publish_at = "08:30"
[[publications]]
slug = "ai-monthly"
name = "AI月刊"
kind = "monthly"
publish_at = 09:15:00
[platforms.web]
[[targets]]
platform = "telegram"
address = "@one"
publications = ["ai-daily"]
sections = ["算法论文"]
keywords = ["英伟达"]
layout = "headlines"
silent = true
pin = true
preview = "first"
publish_at = "09:00"
timezone = "Asia/Tokyo"
locale = "en"
[[targets]]
platform = "discord"
address = 112233445566778899
thread = 223344556677889900
role = 334455667788990011
embeds = true
"""


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings from the outside."""
    import os

    for name in [name for name in os.environ if name.startswith("RIBAO_")]:
        monkeypatch.delenv(name)


def written(folder: Path, text: str = FILE) -> Path:
    path = folder / "ribao.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path | None) -> str:
    with pytest.raises(SettingsError) as caught:
        load(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_the_contracts_keys_are_read(tmp_path: Path) -> None:
    settings = load(written(tmp_path))
    daily, monthly = settings.publications
    assert (daily.publish_at, monthly.publish_at) == (dt.time(8, 30), dt.time(9, 15))
    assert settings.sources == {"ai-daily": Folder(tmp_path / "inbox/*.md")}
    first, second = settings.targets
    assert first.policy("zh-CN") == Policy(
        publications=("ai-daily",),
        sections=("算法论文",),
        keywords=("英伟达",),
        layout="headlines",
        silent=True,
        pin=True,
        preview="first",
        locale="en",
        publish_at=dt.time(9),
        timezone="Asia/Tokyo",
    )
    assert second.policy("zh-CN") == Policy(role="334455667788990011", embeds=True)
    assert second.name == "discord:112233445566778899/223344556677889900"


def test_what_a_source_is(tmp_path: Path) -> None:
    given = {
        "a": 'source = "inbox"',
        "b": 'source = "copy/news"\npull = true\nrefresh = 60',
        "c": 'source = "https://me:pw@x.example/{date:%Y/%m}/{date}.md?key=1"',
        "d": 'source = "http://127.0.0.1:81/today.md"\nallow_private = true',
        "e": "",
    }
    text = "".join(f'[[publications]]\nslug = "{slug}"\nname = "x"\n{keys}\n' for slug, keys in given.items())
    sources = load(written(tmp_path, text)).sources
    assert sources == {
        "a": Folder(tmp_path / "inbox"),
        "b": Folder(tmp_path / "copy" / "news", pull=True, refresh=60),
        "c": Address("https://me:pw@x.example/{date:%Y/%m}/{date}.md?key=1"),
        "d": Address("http://127.0.0.1:81/today.md", allow_private=True),
    }
    assert str(sources["c"]) == "https://x.example/{date:%Y/%m}/{date}.md"


def test_without_a_file_the_samples_go_to_the_local_page() -> None:
    settings = load()
    assert [publication.slug for publication in settings.publications] == ["ai-daily", "ai-monthly"]
    assert settings.platforms.web is not None
    assert all(Path(publication.source or "").is_dir() for publication in settings.publications)


def test_paths_start_at_the_file(tmp_path: Path) -> None:
    settings = load(written(tmp_path, 'aliases = "words.txt"\n' + FILE))
    assert settings.aliases_file == tmp_path / "words.txt"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/ribao.db"


TARGET = '[[targets]]\nplatform = "telegram"\naddress = "@a"\n'
PUBLICATION = '[[publications]]\nslug = "a"\nname = "A"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (PUBLICATION * 2, "publications.1.slug: a is there twice; give each its own"),
        (PUBLICATION + "publish_at = 830\n", 'publications.0.publish_at: write the hour as "08:30"'),
        (PUBLICATION + 'publish_at = "830"\n', 'publications.0.publish_at: write the hour as "08:30"'),
        (PUBLICATION + 'source = "ftp://x.example/a.md"\n', "publications.0.source: name a folder, a glob"),
        (PUBLICATION + 'source = "https://"\n', "publications.0.source: name a folder, a glob"),
        (PUBLICATION + 'source = "https://x.example/{day}.md"\n', "publications.0.source: write the date"),
        (PUBLICATION + 'source = "https://{date}.example/"\n', "publications.0.source: write the date"),
        (PUBLICATION + 'source = "https://x.example/{date:%H}"\n', "publications.0.source: write the date"),
        (PUBLICATION + 'source = "http://x.example/{date}"\n', "publications.0.source: an address without"),
        (PUBLICATION + 'source = "https://x.example/"\npull = true\n', "publications.0.pull: only a folder"),
        (PUBLICATION + "allow_private = true\n", "publications.0.allow_private: only a source that is"),
        (PUBLICATION + "refresh = 5\n", "publications.0.refresh: "),
        ('[[publications]]\nslug = "AI 日报"\nname = "A"\n', "publications.0.slug: a slug is made of small"),
        ('[[publications]]\nslug = 7\nname = "A"\n', "publications.0.slug: a slug is made of small"),
        ('[[publications]]\nslug = "a"\n', "publications.0.name is missing"),
        (
            '[[targets]]\nplatform = "telegram"\naddress = "@a"\npublications = ["b"]\n' + PUBLICATION,
            "targets.0.publications: no publication is called 'b'; there are: a",
        ),
        (
            '[[targets]]\nplatform = "telegram"\naddress = "@a"\n' * 2,
            "targets.1.address: telegram:@a is there twice; keep one of them",
        ),
        (
            '[[targets]]\nplatform = "web"\naddress = "page"\n',
            "targets.0.address: the web page has one address",
        ),
        ('name = "x"\n', "name is not a setting; name belongs in another table"),
        ('[platforms.web]\nlistn = "a:1"\n', "platforms.web.listn is not a setting; did you mean listen?"),
        ('[platforms.web]\nlisten = "8080"\n', "platforms.web.listen: write it as host:port"),
        ('timezone = "Mars/Base"\n', "timezone: no time zone is called 'Mars/Base'"),
        (
            '[[targets]]\nplatform = "telegram"\naddress = "t.me/news"\n',
            'targets.0.address: write a channel as "@name", any chat by its number, such as -1001234567890',
        ),
        (
            '[platforms.telegram]\ntoken = "…"\n',
            (
                "platforms.telegram.token: this is no bot token; @BotFather gives one such as "
                "123456:ABC-DEF1234ghIkl"
            ),
        ),
        (
            '[platforms.telegram]\nbase_url = "localhost:8081"\n',
            "platforms.telegram.base_url: write it as http://host:port/path or https://host/path",
        ),
        (
            '[platforms.telegram]\nmode = "webhook"\n',
            (
                "platforms.telegram.webhook_url: is missing; mode webhook needs the address at which "
                "Telegram reaches this machine"
            ),
        ),
        (
            '[platforms.telegram]\nmode = "webhook"\nwebhook_url = "http://a.example/t"\n',
            "platforms.telegram.webhook_url: Telegram only sends to https:// addresses",
        ),
        (
            '[platforms.telegram]\nwebhook_secret = "geheim!"\n',
            (
                "platforms.telegram.webhook_secret: a webhook's secret is made of 1 to 256 letters, digits, "
                "_ and -"
            ),
        ),
        (
            '[platforms.discord]\ntoken = "…"\n',
            "platforms.discord.token: this is no bot token; the Developer Portal shows it under Bot",
        ),
        (
            '[platforms.discord]\napi_url = "localhost/api"\n',
            "platforms.discord.api_url: write it as http://host:port/path or https://host/path",
        ),
        (
            '[platforms.discord]\ngateway_url = "https://gateway.example"\n',
            "platforms.discord.gateway_url: write it as ws://host:port/path or wss://host/path",
        ),
        (
            '[[targets]]\nplatform = "discord"\naddress = "#news"\n',
            "targets.0.address: write the channel's number: with Discord's developer mode on",
        ),
        (
            '[[targets]]\nplatform = "discord"\naddress = 112233445566778899\nrole = "@readers"\n',
            "targets.0.role: write the number of a role: with Discord's developer mode on",
        ),
        (
            '[[targets]]\nplatform = "telegram"\naddress = "@a"\nrole = 112233445566778899\n',
            "targets.0.role: only a target on Discord can have this",
        ),
        (
            '[[targets]]\nplatform = "web"\naddress = "site"\nembeds = true\n',
            "targets.0.embeds: only a target on Discord can have this",
        ),
        (
            '[[targets]]\nplatform = "telegram"\naddress = "@a"\ntimezone = "Mars/Base"\n',
            "targets.0.timezone: no time zone is called 'Mars/Base'",
        ),
        (
            '[[targets]]\nplatform = "telegram"\naddress = "@a"\npublish_at = 9\n',
            'targets.0.publish_at: write the hour as "08:30"',
        ),
        (
            TARGET + "digests = false\n",
            "targets.0.digests: with false and no words to watch",
        ),
        (
            '[[targets]]\nplatform = "web"\naddress = "site"\nwatch = ["英伟达"]\n',
            "targets.0.watch: the web page tells nobody; this is for chats",
        ),
        (
            TARGET + 'sections = ["论文", "资讯"]\nwithout_sections = ["論文"]\n',
            "targets.0.without_sections: '論文' stands in sections as well; take it out of one of them",
        ),
        (
            TARGET + 'keywords = ["GPU"]\nwithout_keywords = ["ｇｐｕ"]\n',
            "targets.0.without_keywords: 'ｇｐｕ' stands in keywords as well",
        ),
        (TARGET + 'watch = ["!!"]\n', "targets.0.watch: '!!' has neither letters nor digits"),
        (TARGET + 'quiet_hours = "22:00"\n', 'targets.0.quiet_hours: write the hours as "22:00-07:00"'),
        (TARGET + 'weekdays = ["monday"]\n', "targets.0.weekdays: write the days as a list of mon, tue"),
        ('admins = ["fax:1"]\n', "admins: write each as telegram:100 or discord:200"),
        ('folder = "x"\n', "folder is not a setting"),
        ("timezone = \n", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_key(tmp_path: Path, text: str, sentence: str) -> None:
    path = written(tmp_path, text)
    assert refused(path).startswith(f"{path}: ")
    assert sentence in refused(path)


def test_a_file_that_can_not_be_read(tmp_path: Path) -> None:
    assert "there is no such settings file" in refused(tmp_path / "absent.toml")
    assert "can't be read" in refused(tmp_path)
    path = tmp_path / "ribao.toml"
    path.write_bytes(b"\xff\xfe\xff")
    assert "it is not UTF-8 text" in refused(path)


def test_any_key_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "RIBAO_CONFIG": str(written(tmp_path)),
        "RIBAO_TIMEZONE": "UTC",
        "RIBAO_LOCALE": "",
        "RIBAO_ADMINS": "telegram:100, discord:200",
        "RIBAO_PUBLICATIONS__0__NAME": "改名",
        "RIBAO_PUBLICATIONS__1__PUBLISH_AT": "10:00",
        "RIBAO_TARGETS__1__ADDRESS": "998877665544332211",
        "RIBAO_TARGETS__0__SECTIONS": '["新闻资讯", "产品应用"]',
        "RIBAO_TARGETS__2__PLATFORM": "telegram",
        "RIBAO_TARGETS__2__ADDRESS": "@three",
        "RIBAO_TARGETS__2__KEYWORDS": "甲,乙",
        "RIBAO_PLATFORMS__TELEGRAM__TOKEN": "123:abc",
        "RIBAO_PORT": "tcp://10.0.0.1:80",
    }.items():
        monkeypatch.setenv(name, value)
    settings = load()
    assert settings.timezone == "UTC"
    assert settings.locale == "zh-CN"
    assert settings.admins == ("telegram:100", "discord:200")
    assert [publication.name for publication in settings.publications] == ["改名", "AI月刊"]
    assert settings.publications[0].publish_at == dt.time(8, 30), "the rest of the table is the file's"
    assert settings.publications[1].publish_at == dt.time(10)
    assert [target.name for target in settings.targets] == [
        "telegram:@one",
        "discord:998877665544332211/223344556677889900",
        "telegram:@three",
    ]
    assert settings.targets[0].sections == ("新闻资讯", "产品应用")
    assert settings.targets[2].keywords == ("甲", "乙")
    assert settings.platforms.telegram is not None


def test_a_whole_list_as_json_and_then_its_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIBAO_ADMINS", '["telegram:7"]')
    monkeypatch.setenv("RIBAO_TARGETS", '[{"platform": "discord", "address": 5}]')
    monkeypatch.setenv("RIBAO_TARGETS__0__ADDRESS", "112233445566778899")
    settings = load(written(tmp_path))
    assert settings.admins == ("telegram:7",)
    assert [target.name for target in settings.targets] == ["discord:112233445566778899"]


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("RIBAO_TIMEZONE", "Mars/Base", "RIBAO_TIMEZONE: timezone: no time zone is called"),
        ("RIBAO_PLATFORMS__WEB__LISTN", "x", "RIBAO_PLATFORMS__WEB__LISTN: platforms.web.listn is not"),
        ("RIBAO_TARGETS__2__ADDRESS", "@x", "RIBAO_TARGETS__2__ADDRESS: targets.2.platform is missing"),
        (
            "RIBAO_TARGETS__9__ADDRESS",
            "@x",
            "RIBAO_TARGETS__9__ADDRESS: the next of targets has the number 2",
        ),
        ("RIBAO_TARGETS__FIRST__ADDRESS", "@x", "targets is a list; number its tables from 0"),
        ("RIBAO_TARGETS__1__ADDRESS", "@one", "targets.1.address"),
        (
            "RIBAO_PUBLICATIONS__1__SLUG",
            "ai-daily",
            "RIBAO_PUBLICATIONS__1__SLUG: publications.1.slug: ai-da",
        ),
        ("RIBAO_PLATFORMS__0__TOKEN", "x", "RIBAO_PLATFORMS__0__TOKEN: platforms is not a list"),
        ("RIBAO_TIMEZONE__CITY", "x", "RIBAO_TIMEZONE__CITY"),
        ("RIBAO_NONSENSE__KEY", "x", "RIBAO_NONSENSE__KEY: nonsense is not a setting"),
        (
            "RIBAO_PLATFORMS__TELEGRAM",
            '{"token": ["very-secret"]}',
            "RIBAO_PLATFORMS__TELEGRAM: platforms.tel",
        ),
        ("RIBAO_PUBLICATIONS", "[very-secret", "RIBAO_PUBLICATIONS: publications: "),
    ],
)
def test_what_is_wrong_with_a_variable_is_told_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    path = written(tmp_path)
    monkeypatch.setenv(variable, value)
    if variable == "RIBAO_TARGETS__1__ADDRESS":
        monkeypatch.setenv("RIBAO_TARGETS__1__PLATFORM", "telegram")
        path.write_text(re.sub("(thread|role|embeds) = .*\n", "", FILE), encoding="utf-8")
    told = refused(path)
    assert sentence in told
    assert variable in told
    assert str(path) not in told
    assert "very-secret" not in told


def test_the_files_own_mistakes_stay_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, FILE.replace('kind = "monthly"', 'kind = "hourly"'))
    monkeypatch.setenv("RIBAO_PUBLICATIONS__1__NAME", "x")
    assert refused(path).startswith(f"{path}: publications.1.kind")


def test_the_files_content_is_not_changed() -> None:
    content = {"publications": [{"slug": "a"}]}
    merged, origins = overlay(content, {"RIBAO_PUBLICATIONS__0__SLUG": "b"}, frozenset({"publications"}))
    assert merged == {"publications": [{"slug": "b"}]}
    assert content == {"publications": [{"slug": "a"}]}
    assert origins == {("publications", 0, "slug"): "RIBAO_PUBLICATIONS__0__SLUG"}
