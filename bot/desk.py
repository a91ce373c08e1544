"""The editors' desk: what it takes to steer, for the commands, the frontends and the notices to admins."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.commands import acts
from bot.commands.models import Chat, Reply, Request, Text
from bot.delivery import plan
from bot.delivery.leftovers import let_go
from bot.delivery.models import Alike, Part, Planned, Scope
from bot.errors import DeliveryError, StoreError
from bot.locales import Catalogue, catalogue
from bot.models import Locale, Policy, Publication, StoredDigest, Target
from bot.notices.news import News, loss
from bot.ports import Platform, Store
from bot.records import Act
from bot.sources import Source
from bot.tally import Tally

PATIENCE = 30.0  # seconds for telling one admin

log = structlog.get_logger("ribao.desk")


@dataclass(frozen=True, slots=True)
class Desk:
    """One process's store, platforms and settings. `admins` are operators, as `platform:number`.

    `platforms` is filled while the platforms are made; it is complete before any of them serves.
    `targets` are those that the settings declare, as (platform, address, policy). `report_to` are the chats
    in which operators are told things, by name; with none, or none that can be reached, each admin is told
    in private. `folder` is where the database's file lies, if it is one. `news` waits to be told.
    """

    store: Store
    platforms: Mapping[str, Platform]
    publications: Sequence[Publication]
    sources: Mapping[str, Source]
    admins: Sequence[str]
    zone: ZoneInfo
    locale: Locale
    clock: Callable[[], dt.datetime]
    targets: Sequence[tuple[str, str, Policy]] = ()
    report_to: Sequence[str] = ()
    folder: Path | None = None
    news: News = field(default_factory=News)
    tally: Tally = field(default_factory=Tally)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False, compare=False)
    _unreachable: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    @property
    def words(self) -> Catalogue:
        """The catalogue in which admins are told things."""
        return catalogue(self.locale)

    @property
    def today(self) -> dt.date:
        """The date in the desk's zone."""
        return self.clock().astimezone(self.zone).date()

    def is_operator(self, actor: str) -> bool:
        """Whether the settings name this actor among the admins."""
        return actor in self.admins

    def declares(self, target: Target) -> bool:
        """Whether the settings name this target, so that only they can change it."""
        return any(
            (platform, address) == (target.platform, target.address) for platform, address, _ in self.targets
        )

    async def targets_of(self, chat: Chat | None) -> list[Target]:
        """The targets that this chat is, by id. Raises StoreError."""
        return [] if chat is None else await self.store.targets_at(chat.platform, chat.addresses)

    # --- digests ---

    async def publish(self, digest: StoredDigest, targets: Iterable[Target] | None = None) -> Planned:
        """Promise the digest to these targets, or to all, now; where it stands, nothing happens."""
        scope = Scope.ALL if targets is None else Scope.SOME
        return await plan.publish(self.store, digest, targets, self.platforms, now=self.clock(), scope=scope)

    async def repost(
        self, digest: StoredDigest, targets: Iterable[Target], *, generation: int, scope: Scope
    ) -> Planned:
        """Post the digest anew as this generation; a generation that is planned already changes nothing."""
        return await plan.publish(
            self.store, digest, targets, self.platforms, now=self.clock(), scope=scope, generation=generation
        )

    async def drawn(self, digest: StoredDigest, target: Target) -> tuple[Part, ...]:
        """What the target would be sent of the digest: the very parts that a plan desires there."""
        alike = Alike(platform=target.platform, policy=target.policy, target_ids=(target.id,))
        planned = await plan.rendered(digest, [alike], self.platforms, self.store.aliases)
        return planned[0].parts if planned else ()

    # --- targets ---

    async def lost(self, platform: str, addresses: Sequence[str], reason: str) -> None:
        """These can't be reached any more: suspend them; admins will be told. Raises StoreError.

        Those that are suspended already keep their reason, and are no news.
        """
        async with self._turn:
            found = await self.store.targets_at(platform, addresses)
            targets = [target for target in found if target.suspended is None]
            for target in targets:
                await self.store.suspend_target(target.id, reason)
                self.news.is_lost(target, reason)

    async def back(self, platform: str, addresses: Sequence[str]) -> None:
        """These can be reached again: resume those that the platform had us suspend. Raises StoreError.

        Those that an operator paused stay so.
        """
        async with self._turn:
            found = await self.store.targets_at(platform, addresses)
            targets = [target for target in found if target.is_lost]
            for target in targets:
                await self.resume(target)
                self.news.is_back(target)

    async def resume(self, target: Target) -> int:
        """Have the target receive again; returns how many posts waited there and come too late to be sent.

        Those are dropped first: a crash between the two leaves a suspended target. Raises StoreError.
        """
        dropped = await let_go(self.store, self.publications, target, zone=self.zone, now=self.clock())
        await self.store.resume_target(target.id)
        await self.store.forget_notice(loss(target))  # if it is lost again, that is news
        return dropped

    async def moved(self, platform: str, old_addresses: Sequence[str], new_address: str) -> None:
        """The chat has another address: its targets go with it. Raises StoreError."""
        async with self._turn:
            targets = await self.store.targets_at(platform, old_addresses)
            targets = [target for target in targets if target.address != new_address]
            for target in targets:
                await self.store.move_target(target.id, new_address)
                self.news.has_moved(target, new_address)

    # --- the record ---

    async def note(self, done: Act | None) -> None:
        """Keep an act, if there was one, in the store and in the log. Never raises: what was done is done."""
        if done is None:
            return
        known = done.model_dump(exclude={"id", "at"})
        log.info("somebody steered", **known)
        try:
            await self.store.record(done)
        except StoreError as error:
            log.error("an act is in the log alone", **known, error=str(error))

    def turned_away(self, request: Request) -> None:
        """Somebody asked for what they may not do."""
        log.info("refused", actor=request.actor.id, command=request.command, place=acts.place(request.chat))

    # --- admins ---

    async def say(self, reply: Reply) -> None:
        """Tell it where reports go, or else every admin; what nobody hears is in the log. Never raises."""
        heard = await asyncio.gather(*(self._report(place, reply) for place in self.report_to))
        if not any(heard):
            heard = await asyncio.gather(*(self._tell(admin, reply) for admin in self.admins))
        if not any(heard):
            text = " ".join(block.text for block in reply.blocks if isinstance(block, Text))
            log.warning("no admin could be told", text=text)

    async def _report(self, place: str, reply: Reply) -> bool:
        return await self._reached(place, lambda platform: platform.report(place, reply))

    async def _tell(self, admin: str, reply: Reply) -> bool:
        return await self._reached(admin, lambda platform: platform.tell(admin, reply))

    async def _reached(self, name: str, request: Callable[[Platform], Awaitable[None]]) -> bool:
        """Whether that chat or admin heard it."""
        platform = self.platforms.get(name.partition(":")[0])
        if platform is None:
            return False
        try:
            async with asyncio.timeout(PATIENCE):
                await request(platform)
        except (DeliveryError, StoreError, TimeoutError) as error:
            if name not in self._unreachable:  # once, until it works again
                log.warning("an admin can't be told", admin=name, reason=str(error) or "no answer in time")
            self._unreachable.add(name)
            return False
        self._unreachable.discard(name)
        return True
