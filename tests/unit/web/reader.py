"""A reader who takes pages apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from aiohttp import ClientSession
from multidict import CIMultiDictProxy
from yarl import URL

VOID = {"meta", "link", "input", "img", "br", "hr"}


@dataclass
class Element:
    """An element of a page with its text; `inside` names the elements around it."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...] = ()
    text: str = ""


class Page(HTMLParser):
    """The elements of a page in their order; `problems` names what is not nested as it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[Element] = []
        self.problems: list[str] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        self.problems += [f"<{element.tag}> is not closed" for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.problems.append(f"<{tag}> names an attribute twice")
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(e.tag for e in self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.problems.append(f"</{tag}> closes nothing")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements with that tag and those attributes (class_: one of the classes)."""
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(
                value in element.attributes.get("class", "").split()
                if name == "class_"
                else element.attributes.get(name) == value
                for name, value in attributes.items()
            )
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        (element,) = self.all(tag, **attributes)
        return element

    @property
    def links(self) -> list[str]:
        """Where the page leads."""
        return [element.attributes["href"] for element in self.all("a")]


@dataclass
class Answer:
    """What the site answered."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = Page(self.text)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass
class Reader:
    """Asks a site."""

    session: ClientSession
    address: str

    async def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        headers: Mapping[str, str] | None = None,
        data: dict[str, str] | bytes | None = None,
    ) -> Answer:
        """One request, the path taken as it stands."""
        url = URL(self.address + path, encoded=True)
        async with self.session.request(
            method, url, headers=headers, data=data, allow_redirects=False
        ) as response:
            return Answer(response.status, response.headers, await response.read())

    async def get(self, path: str, **headers: str) -> Answer:
        """A page that must be there; headers with _ for -."""
        answer = await self.ask(
            path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        assert answer.status == 200, (path, answer.status, answer.text[-2000:])
        return answer
