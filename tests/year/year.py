"""The year itself: people steer, and at the end all is counted."""

import signal
import time
from collections import Counter
from typing import Any

from bot.models import Policy
from storage import open_store
from tests.fakes.discord.guilds import Guild
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.messages import Message
from tests.year.books import Books, Doubt
from tests.year.course import Course, Late
from tests.year.issues import Issue
from tests.year.papers import mark
from tests.year.script import ZONE, Deed
from tests.year.tally import Tally
from tests.year.world import Place, counted, table

SETTINGS = """
timezone = "{zone}"
locale = "en"
admins = ["telegram:{boss}"]
[database]
url = "sqlite:///ribao.db"
"""


class Year(Course):
    """One year in one folder."""

    async def run(self) -> Tally:
        """All of it; what is wrong is in the tally's trouble."""
        began = time.monotonic()
        async with self._world.telegram, self._world.discord:
            self._world.people()
            await self._prepare()
            self._books = Books(self._folder / "ribao.db")
            try:
                await self._start("all")
                await self._settle()
                await self._pass()
                await self._finish()
            except Late as late:
                self._tally.trouble.append(f"{self._dial():%F %T}: {late}")
            finally:
                for life in self._lives:
                    await life.end(signal.SIGTERM)
                self._books.close()
        self._tally.seconds = time.monotonic() - began
        self._tally.writes = self._world.writes
        return self._tally

    async def _prepare(self) -> None:
        """The settings, the folders, and those who have subscribed."""
        lines = [SETTINGS.format(zone=ZONE, boss=self._world.boss.id)]
        for one in self._script.series:
            (self._folder / one.slug).mkdir()
            keys: dict[str, Any] = {
                "slug": one.slug,
                "name": one.slug,
                "kind": one.kind,
                "source": one.slug,
                "publish_at": f"{one.publish_at:%H:%M}",
                "timezone": one.zone,
                "weekdays": list(one.weekdays),
                "catch_up": one.catch_up,
            }
            if one.cut_off is not None:
                keys["cut_off"] = f"{one.cut_off:%H:%M}"
            if one.catch_up_days is not None:
                keys["catch_up_days"] = one.catch_up_days
            lines.append(table("publications", keys))
        lines.append(self._world.settings)
        lines += [place.toml() for place in self._world.places if place.spot.declared]
        (self._folder / "ribao.toml").write_text("\n".join(lines), encoding="utf-8")
        store = await open_store(f"sqlite:///{self._folder / 'ribao.db'}", now=self._dial())
        for place in self._world.places:
            if not place.spot.declared:
                policy: Policy = place.declared.policy("en")
                await store.declare_target(place.spot.platform, place.address, policy)
        await store.close()

    async def _finish(self) -> None:
        """Let everything come to its end, in calm, and count."""
        self._world.telegram.faults.clear()
        self._world.discord.faults.clear()
        for _ in range(40):  # a retry waits for a quarter of an hour at most
            await self._settle()
            due = self._books.next_due()
            if due is None:
                break
            self._dial.advance(due)
        self._compare()
        self._count()

    # --- people who steer ---

    async def _deed(self, deed: Deed) -> None:
        await self._until(self._still, "all is settled")
        what, _, number = deed.what.rpartition(" ")
        if number.isdecimal():
            await self._bring_back(what, int(number))
        elif deed.what == "go on":
            await self._say("/resume all")
            self._model.paused = False
        elif deed.what in {"kick", "pause target"}:
            await self._take_out(deed)
        elif deed.what == "pause":
            await self._hold(deed)
        elif (issue := self._newest(deed.what)) is not None:
            await self._steer(deed.what, issue)
        await self._breathe()

    async def _bring_back(self, what: str, index: int) -> None:
        """The opposite of what was done to the place."""
        place = self._world.places[index]
        others = [one for one in self._world.places if what == "kick" and one.home is place.home]
        back = [one for one in others or [place] if one.spot.number in self._model.suspended]
        if what == "kick":
            self._let_in(place)
        else:
            await self._say(f"/resume {place.name}")
        for one in back:
            await self._known(one, out=False)
            self._model.regains(self._dial(), one.spot.number)

    async def _take_out(self, deed: Deed) -> None:
        assert deed.until is not None
        free = [one for one in self._world.places if one.spot.number not in self._model.suspended]
        place = self._dice.choice([one for one in free if deed.what != "kick" or one.home is not None])
        companions = [one for one in free if deed.what == "kick" and one.home is place.home]
        if deed.what == "kick":
            self._put_out(place)
        else:
            await self._say(f"/pause {place.name}")
        self._tally.events[deed.what] += 1
        for one in companions or [place]:
            await self._known(one, out=True)
            self._model.loses(one.spot.number)
        back = Deed(deed.until, f"{deed.what} {self._world.places.index(place)}")
        self._push(deed.until, back)

    async def _known(self, place: Place, *, out: bool) -> None:
        """Wait until the ledger knows it."""
        await self._until(lambda: self._books.suspended(place.name) == out, f"{place.name} is out or back")

    async def _hold(self, deed: Deed) -> None:
        assert deed.until is not None
        self._tally.events["pauses"] += 1
        await self._say("/pause all")
        self._model.paused = True
        self._push(deed.until, Deed(deed.until, "go on"))

    def _put_out(self, place: Place) -> None:
        match place.home:
            case Guild() as guild:
                self._world.member().removes_bot(guild)
            case Chat(type="private") as chat:
                self._world.person(chat).blocks()
            case Chat() as chat:
                self._world.boss.removes_bot(chat)

    def _let_in(self, place: Place) -> None:
        match place.home:
            case Guild() as guild:
                self._world.member().adds_bot(guild)
            case Chat(type="private") as chat:
                self._world.person(chat).unblocks()
            case Chat() as chat:
                self._world.boss.adds_bot(chat)

    async def _steer(self, what: str, issue: Issue) -> None:
        """One word about that digest."""
        model, now, name = self._model, self._dial(), f"{issue.date} {issue.series.slug}"
        self._tally.events[what] += 1
        match what:
            case "publish":
                await self._say(f"/publish {name}")
                model.publishes(issue, self._dial())
            case "repost":
                await self._say(f"/repost {name} all")
                model.reposts(issue, self._dial(), None)
            case "repost here":
                numbers = [number for number in issue.held if number not in model.suspended]
                number = self._dice.choice(sorted(numbers))
                await self._say(f"/repost {name} {self._place(number).name}")
                model.reposts(issue, self._dial(), number)
            case "retract item":
                entry = self._dice.choice(issue.paper)
                item = self._books.item(mark(issue.series.slug, issue.date, entry))
                await self._say(f"/retract #{item}")
                model.retracts_item(issue, entry.number)
            case "retract":
                await self._say(f"/retract {name}", presses=r"Take it down")
                model.retracts(issue)
            case "undo" if model.undoes(now):
                await self._say("/undo")

    def _newest(self, what: str) -> Issue | None:
        """The digest that somebody has in mind; None: there is none such."""
        issues = sorted(self._model.issues.values(), key=lambda one: (one.date, one.series.slug))
        if what == "publish":
            fitting = [one for one in issues if one.published and not one.copies and one.paper]
        elif what == "undo":
            fitting = issues
        else:
            fitting = [one for one in issues if one.published and one.held and one.paper]
        if what == "repost here":
            fitting = [one for one in fitting if set(one.held) - self._model.suspended]
        return fitting[-1] if fitting else None

    async def _say(self, words: str, *, presses: str = "") -> None:
        """The operator says it, and presses what is asked; it is done when it is on record."""
        before, boss = self._books.acts(), self._world.boss
        said = boss.says(words)
        if presses:

            def asked() -> Message | None:
                buttons = [one for one in boss.private.standing() if one.id > said.id and one.buttons]
                return next((one for one in buttons if presses in one.buttons[0]["text"]), None)

            await self._until(lambda: asked() is not None, f"an answer to {words}")
            if (message := asked()) is not None:
                boss.presses(message, message.buttons[0]["text"])
        await self._until(lambda: self._books.acts() > before, f"what was said is done: {words}")

    def _place(self, number: int) -> Place:
        return next(one for one in self._world.places if one.spot.number == number)

    # --- what nobody can tell ---

    async def _judge(self) -> None:
        """The operator looks into the chats, as the guide says, and lets it be sent again.

        What stands there is deleted first, so that it can be edited later on.
        """
        doubts = self._books.doubts()
        if not doubts:
            return
        known = self._books.receipts()
        store = await open_store(f"sqlite:///{self._folder / 'ribao.db'}", now=self._dial())
        try:
            for doubt in doubts:
                self._tally.doubts += 1
                self._clear_up(doubt, known.get(doubt.target, []))
                await store.resolve(doubt.id, stands=False, now=self._dial())
        finally:
            await store.close()

    def _clear_up(self, doubt: Doubt, known: list[str]) -> None:
        """Delete what stands of the doubtful delivery: the post of that digest that no receipt names."""
        place = next(one for one in self._world.places if one.name == doubt.target)
        chat = place.home
        assert isinstance(chat, Chat), f"{doubt.target} can't be in doubt"
        sign = f"{doubt.slug}{doubt.date:%y%m%d}·"
        stray = [one for one in chat.standing() if sign in one.text and str(one.id) not in known]
        for message in stray:
            owner = self._world.person(chat) if chat.type == "private" else self._world.boss
            owner.deletes(message)

    # --- the count ---

    def _compare(self) -> None:
        """Was everybody promised what is theirs by now, and nobody anything else?"""
        if self._books.pairs() == len(self._model.have()) and self._tally.stops % 40:
            return
        names = {place.name: place.spot.number for place in self._world.places}
        ledger = {(slug, date, names[target]) for slug, date, target in self._books.have()}
        account = self._model.have()
        if ledger != account:
            more, less = sorted(ledger - account), sorted(account - ledger)
            raise Late(
                f"promised beyond the account: {more[:5]} ({len(more)}); owed: {less[:5]} ({len(less)})"
            )

    def _count(self) -> None:
        """What stands in each chat, against the account and the ledger."""
        trouble, receipts = self._tally.trouble, self._books.receipts()
        states = self._books.states()
        self._tally.promises = states.total()
        for place in self._world.places:
            number = place.spot.number
            wanted, shown = self._model.stands(number), place.shown()
            if wanted != shown:
                more, less = shown - wanted, wanted - shown
                trouble.append(f"{place.name} ({place.spot.kind}): beyond {dict(more)}, missing {dict(less)}")
            ever = {told for _, told in counted(place.history())}
            if strange := ever - self._model.ever[number]:
                trouble.append(f"{place.name} ({place.spot.kind}): once had {sorted(strange)[:5]}")
            standing = [text for text in place.texts() if counted([text])]
            self._tally.messages += len(standing)
            if (held := len(receipts.get(place.name, []))) != len(standing):
                trouble.append(f"{place.name} ({place.spot.kind}): {held} receipts, {len(standing)} messages")
        waiting = Counter(
            {state: states[state] for state in ("pending", "sending", "unknown", "dead") if states[state]}
        )
        if waiting and not self._model.suspended:
            trouble.append(f"not settled: {dict(waiting)}")
        for name, server in (("telegram", self._world.telegram), ("discord", self._world.discord)):
            trouble += [f"{name}: {one.kind}: {one.detail}" for one in server.violations[:5]]
