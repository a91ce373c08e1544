"""The web page in a real browser: how it looks, that it fits, that nothing leaves the machine.

Pictures of every page go to screenshots/ (not kept in git), to be looked at.
"""

import asyncio
import os
import shutil
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from storage import open_store
from tests.conftest import ROOT, absent
from tests.unit.web.editions import TODAY
from tests.unit.web.newsstand import NOW, fill, on_show

pytestmark = pytest.mark.chromium

CHROMIUM = Path(os.environ.get("RIBAO_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = ROOT / "screenshots"
PHONE, DESKTOP, NARROW = (390, 844), (1280, 900), (320, 640)
PAGES = {
    "today": "/",
    "digest": "/d/ai-daily/2025-05-23",
    "hostile": "/d/ai-daily/2025-05-20",
    "monthly": "/d/ai-monthly/2025-04-30",
    "editions": "/editions",
    "sections": "/sections",
    "section": f"/section/{quote('新闻资讯')}",
    "search": "/search",
    "found": f"/search?q={quote('模型')}",
    "filtered": f"/search?q={quote('模型')}&section={quote('新闻资讯')}&since=2025-05-01&sort=newest",
    "nothing": "/search?q=zzzzqqqq",
    "item": "/item/{item}",
    "chat": "/chat",
    "answer": "/chat?line=/today",
    "refusal": "/chat?line=/digest+32-13",
    "missing": "/nowhere",
}
# What a finger must hit is at least this high (WCAG 2.5.5); links within a sentence are free.
TAP = 44
SMALL_TARGETS = """
  [...document.querySelectorAll("a, button, input, select, summary")].filter((e) => {
    const box = e.getBoundingClientRect();
    const shown = box.width > 1 && box.height > 1 && !e.classList.contains("skip");
    const inSentence = e.matches("p.note a, p.permanent a, h1 a, h2 a, h3 a, .headline a, .answer li a");
    return shown && !inSentence && box.height < %d - 0.5;
  }).map((e) => `${e.outerHTML.slice(0, 120)} ${e.getBoundingClientRect().height}`)
"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Visit:
    """A browser window on the site, with all that went wrong in it."""

    address: str
    item: int
    context: BrowserContext
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def go(self, name: str) -> None:
        """Open one of PAGES."""
        response = await self.page.goto(self.address + PAGES[name].format(item=self.item))
        assert response is not None
        assert response.status == (404 if name == "missing" else 200), name

    def check_quiet(self) -> None:
        """Nothing left the machine, and the browser had nothing to complain about."""
        outside = [url for url in self.requests if urlsplit(url).hostname != "127.0.0.1"]
        assert outside == []
        # That a page is missing is what the browser says about a 404, and what was asked for.
        assert [text for text in self.complaints if "404 (Not Found)" not in text] == []


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The system's Chromium."""
    if not CHROMIUM.exists():
        absent(f"a Chromium browser at {CHROMIUM} (or RIBAO_CHROMIUM)")
    return CHROMIUM


@pytest.fixture
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    """A running browser."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        await opened.close()


@pytest.fixture(scope="session")
def newsstand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled archive, made once."""
    path = tmp_path_factory.mktemp("pages") / "ribao.db"
    asyncio.run(fill(path))
    return path


@pytest.fixture
async def site(newsstand: Path, tmp_path: Path) -> AsyncIterator[tuple[str, int]]:
    """The address of a site with editions, and the number of an item on it."""
    shutil.copyfile(newsstand, tmp_path / "ribao.db")
    store = await open_store(f"sqlite:///{tmp_path / 'ribao.db'}", now=NOW)
    digest = await store.digest(TODAY)
    assert digest
    async with on_show(store) as address:
        yield address, digest.sections[0].items[1].id
    await store.close()


@asynccontextmanager
async def visit(
    browser: Browser,
    site: tuple[str, int],
    *,
    size: tuple[int, int] = DESKTOP,
    scheme: str = "light",
    script: bool = True,
) -> AsyncIterator[Visit]:
    """A window of that size; it is checked for quiet at the end."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
        java_script_enabled=script,
        has_touch=size != DESKTOP,
    )
    context.set_default_timeout(10_000)
    window = Visit(*site, context, await context.new_page())
    context.on("request", lambda request: window.requests.append(request.url))
    context.on("console", lambda message: window.complaints.append(message.text))
    context.on("weberror", lambda error: window.complaints.append(str(error.error)))
    yield window
    window.check_quiet()
    await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_every_page_is_drawn_quietly_and_fits(
    browser: Browser, site: tuple[str, int], size: tuple[int, int], scheme: str
) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    device = "phone" if size == PHONE else "desktop"
    async with visit(browser, site, size=size, scheme=scheme) as window:
        for name in PAGES:
            await window.go(name)
            assert await window.page.evaluate(OVERFLOW) <= 0, name
            picture = SCREENSHOTS / f"{name}-{device}-{scheme}.png"
            await window.page.screenshot(path=picture, full_page=name != "hostile")
            width, height = struct.unpack(">II", picture.read_bytes()[16:24])
            assert (width, height >= size[1]) == (size[0], True)
            dark = await window.page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert dark == ("rgb(23, 22, 19)" if scheme == "dark" else "rgb(251, 249, 244)")
        assert len(window.requests) >= len(PAGES)


async def test_pages_fit_the_narrowest_phone_and_its_fingers(browser: Browser, site: tuple[str, int]) -> None:
    async with visit(browser, site, size=NARROW) as window:
        for name in PAGES:
            await window.go(name)
            assert await window.page.evaluate(OVERFLOW) <= 0, name
            assert await window.page.evaluate(SMALL_TARGETS % TAP) == [], name


async def test_everything_works_without_script(browser: Browser, site: tuple[str, int]) -> None:
    async with visit(browser, site, size=PHONE, script=False) as window:
        page = window.page
        await window.go("today")
        await page.get_by_role("searchbox").fill("GPT-4o")
        await page.get_by_role("searchbox").press("Enter")
        assert await page.locator("article h2").count() == 5
        assert await page.locator("mark").first.text_content() == "GPT-4o"
        await page.locator("summary").click()
        await page.locator("select[name=section]").select_option("算法论文")
        await page.locator(".search .button").click()
        assert await page.locator("article h2").count() == 0
        assert "section=" in page.url

        await window.go("today")
        await page.locator("nav.toc a").nth(2).click()
        assert page.url.endswith("#s3")
        await page.locator("a[rel=prev]").click()
        assert page.url.endswith("/d/ai-daily/2025-05-23")
        await page.locator("h3 a").first.click()
        assert "/item/" in page.url
        assert await page.locator("#share").input_value() == page.url
        assert await page.locator("[data-copy]").is_hidden()

        await window.go("chat")
        await page.locator("#line").fill("/section 1")
        await page.locator(".say button").click()
        assert await page.locator(".answer .headline").count() > 3
        assert "/section 1" in (await page.locator(".said").text_content() or "")


async def test_script_adds_comfort(browser: Browser, site: tuple[str, int]) -> None:
    async with visit(browser, site) as window:
        page = window.page
        await window.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await window.go("item")
        await page.keyboard.press("/")
        assert await page.evaluate("document.activeElement.id") == "find"
        await page.keyboard.type("a/b")
        assert await page.locator("#find").input_value() == "a/b"
        button = page.locator("[data-copy]")
        label = await button.text_content()
        await button.click()
        assert await page.evaluate("navigator.clipboard.readText()") == page.url
        assert await button.text_content() != label


async def test_keyboard_reaches_the_content_first(browser: Browser, site: tuple[str, int]) -> None:
    async with visit(browser, site) as window:
        await window.go("today")
        await window.page.keyboard.press("Tab")
        skip = window.page.locator(".skip")
        assert await skip.evaluate("e => e === document.activeElement")
        box = await skip.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        await window.page.keyboard.press("Enter")
        assert await window.page.evaluate("document.activeElement.id") == "main"
        await window.page.keyboard.press("Tab")
        outline = await window.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


async def test_jump_leaves_the_heading_below_the_bar(browser: Browser, site: tuple[str, int]) -> None:
    for size in (PHONE, DESKTOP):
        async with visit(browser, site, size=size) as window:
            await window.go("today")
            await window.page.goto(window.page.url + "#s2")
            bar = await window.page.locator(".bar").bounding_box()
            heading = await window.page.locator("#s2").bounding_box()
            assert bar is not None
            assert heading is not None
            assert heading["y"] >= bar["y"] + bar["height"]


async def test_print_has_the_text_and_not_the_controls(browser: Browser, site: tuple[str, int]) -> None:
    async with visit(browser, site, scheme="dark") as window:
        await window.go("today")
        await window.page.emulate_media(media="print")
        assert await window.page.locator("h1").is_visible()
        for control in (".bar", ".menu", ".toc", ".foot", ".turn"):
            assert await window.page.locator(control).is_hidden(), control
        assert await window.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


async def test_script_of_a_digest_never_runs(browser: Browser, site: tuple[str, int]) -> None:
    async with visit(browser, site) as window:
        alerts: list[str] = []
        window.page.on("dialog", lambda dialog: alerts.append(dialog.message))
        await window.go("hostile")
        for link in await window.page.locator("h3 a").evaluate_all("links => links.map((a) => a.href)"):
            await window.page.goto(link)
        await window.page.goto(window.address + "/search?q=" + quote("<script>alert(1)</script>"))
        assert alerts == []
