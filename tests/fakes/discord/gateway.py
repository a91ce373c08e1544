"""The gateway: sessions that are identified, resumed, invalidated and dropped, and the events they carry."""

import asyncio
import json
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.fakes.discord.guilds import Guild
from tests.fakes.discord.values import Json

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, MEMBERS, INVALID, HELLO, ACK = 7, 8, 9, 10, 11
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
KNOWN_INTENTS = (1 << 26) - 1
KEPT = 20000  # events that a session can be told again


@dataclass(eq=False, slots=True)
class Socket:
    """One connection of the bot; `waiting` is what is yet to be written to it."""

    ws: web.WebSocketResponse
    transport: asyncio.Transport | None = None
    waiting: "asyncio.Queue[dict[str, Any] | None]" = field(default_factory=asyncio.Queue)
    beats: int = 0
    close_with: int = 1000
    closing: bool = False

    def say(self, op: int, data: Json = None) -> None:
        """Send something that is no event."""
        self.waiting.put_nowait({"op": op, "d": data, "s": None, "t": None})

    def close(self, code: int = 1000) -> None:
        """Close the connection after what is waiting."""
        self.close_with, self.closing = code, True
        self.waiting.put_nowait(None)


@dataclass(eq=False, slots=True)
class Session:
    """What a bot began with IDENTIFY; it outlasts its socket, so that it can be resumed."""

    id: str
    intents: int
    shard: tuple[int, int]
    socket: Socket | None
    sequence: int = 0
    sent: "deque[dict[str, Any]]" = field(default_factory=lambda: deque(maxlen=KEPT))

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Send an event, now or when the session is resumed."""
        self.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        self.sent.append(frame)
        if self.socket is not None:
            self.socket.waiting.put_nowait(frame)

    def concerns(self, guild: Guild | None, intent: int) -> bool:
        """Whether the session is told of such an event."""
        mine = (guild.id >> 22) % self.shard[1] == self.shard[0] if guild is not None else self.shard[0] == 0
        return mine and (not intent or bool(self.intents & intent))


class Gateway:
    """All sessions of the bot. `counts`: identified, resumed, invalidated, closed, heartbeats."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server
        self.sessions: dict[str, Session] = {}
        self.sockets: set[Socket] = set()
        self.counts: Counter[str] = Counter()
        self.interval = 41.25  # seconds between heartbeats
        self.privileged = False  # whether message content, members and presences are granted
        self.refuse_with: int | None = None  # a close code for whoever identifies, such as 4004
        self.deaf = False  # heartbeats are not acknowledged
        self._numbers = count(1)

    @property
    def connected(self) -> bool:
        """Whether a session is there and can hear."""
        return any(session.socket is not None for session in self.sessions.values())

    def heard(self, intent: int) -> bool:
        """Whether any session asked for such events."""
        return any(session.intents & intent for session in self.sessions.values())

    def tell(self, event: str, data: dict[str, Any], guild: Guild | None = None, intent: int = 0) -> None:
        """Send an event to every session that it concerns."""
        if guild is not None and (not guild.joined or guild.unavailable):
            return
        for session in self.sessions.values():
            if session.concerns(guild, intent):
                session.tell(event, data)

    def interact(self, data: dict[str, Any], guild: Guild | None) -> None:
        """Send an interaction to every session of the shard, also where the bot is no member."""
        for session in self.sessions.values():
            if session.concerns(guild, 0):
                session.tell("INTERACTION_CREATE", data)

    def drop(self, code: int | None = None) -> None:
        """Cut all connections: without a word, or with a close code. The sessions can be resumed."""
        for socket in list(self.sockets):
            if code is not None:
                socket.close(code)
            elif socket.transport is not None:
                socket.transport.abort()

    def reconnect(self) -> None:
        """Ask all connections to come again (opcode 7)."""
        for socket in self.sockets:
            socket.say(RECONNECT)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell all sessions that they are invalid (opcode 9)."""
        self.counts["invalidated"] += 1
        sockets = [session.socket for session in self.sessions.values() if session.socket is not None]
        if not resumable:
            self.sessions.clear()
        for socket in sockets:
            socket.say(INVALID, resumable)

    def forget(self) -> None:
        """Forget all sessions silently: the next RESUME finds none."""
        self.sessions.clear()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve /gateway."""
        ws = web.WebSocketResponse(timeout=0.2, max_msg_size=4096 * 4, autoping=True, compress=False)
        await ws.prepare(request)
        socket = Socket(ws, request.transport)
        self.sockets.add(socket)
        writer = asyncio.create_task(self._written(socket))
        socket.say(HELLO, {"heartbeat_interval": int(self.interval * 1000), "_trace": ["fake"]})
        try:
            async for frame in ws:
                if frame.type is not WSMsgType.TEXT:
                    socket.close(4002)
                elif (code := self._heard(socket, frame.data)) is not None:
                    self.counts[f"closed {code}"] += 1
                    socket.close(code)
                self.server.moment.set()
        finally:
            self.sockets.discard(socket)
            self._lost(socket, ws.close_code)
            if not socket.closing:
                writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
            self.server.moment.set()
        return ws

    async def close(self) -> None:
        """Close all connections, as a server that goes down."""
        for socket in list(self.sockets):
            await socket.ws.close(code=1001)

    async def _written(self, socket: Socket) -> None:
        while (frame := await socket.waiting.get()) is not None:
            try:
                await socket.ws.send_str(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))
            except (ConnectionError, RuntimeError):
                return
        # As Discord does: the code, then the end of the connection, whatever the bot answers.
        await socket.ws.close(code=socket.close_with, drain=True)
        if socket.transport is not None:
            socket.transport.close()

    def _lost(self, socket: Socket, code: int | None) -> None:
        for session in list(self.sessions.values()):
            if session.socket is socket:
                session.socket = None
                if code in {1000, 1001} and not socket.closing:  # the bot said goodbye: its session ends
                    del self.sessions[session.id]

    def _heard(self, socket: Socket, text: str) -> int | None:
        """Do what the bot says; the code to close with, if that was wrong."""
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            return 4002
        mine = next((each for each in self.sessions.values() if each.socket is socket), None)
        if op == HEARTBEAT:
            socket.beats += 1
            self.counts["heartbeats"] += 1
            if not self.deaf:
                socket.say(ACK)
            return None
        if op == IDENTIFY:
            return 4005 if mine is not None else self._identified(socket, data)
        if op == RESUME:
            return 4005 if mine is not None else self._resumed(socket, data)
        if op in {PRESENCE, VOICE, MEMBERS}:
            return 4003 if mine is None else None
        return 4001

    def _identified(self, socket: Socket, data: Json) -> int | None:
        if self.refuse_with is not None:
            return self.refuse_with
        if data.get("token") != self.server.token:
            return 4004
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return 4013
        if intents & PRIVILEGED and not self.privileged:
            return 4014
        shard = tuple(data.get("shard") or (0, 1))
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return 4010
        session = Session(f"session{next(self._numbers)}", intents, (shard[0], shard[1]), socket)
        self.sessions[session.id] = session
        self.counts["identified"] += 1
        self._greet(session)
        return None

    def _greet(self, session: Session) -> None:
        world = self.server.world
        guilds = [guild for guild in world.guilds.values() if guild.joined and session.concerns(guild, 0)]
        session.tell(
            "READY",
            {
                "v": 10,
                "user": world.bot.json()
                | {"verified": True, "mfa_enabled": False, "flags": 0, "email": None},
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "session_type": "normal",
                "resume_gateway_url": self.server.gateway_url,
                "shard": list(session.shard),
                "application": {"id": str(world.bot.id), "flags": 0},
                "private_channels": [],
                "relationships": [],
                "presences": [],
                "geo_ordered_rtc_regions": [],
                "_trace": ["fake"],
            },
        )
        for guild in guilds:
            if not guild.unavailable and session.intents & 1:
                session.tell("GUILD_CREATE", guild.created(world.bot))

    def _resumed(self, socket: Socket, data: Json) -> int | None:
        if data.get("token") != self.server.token:
            return 4004
        session = self.sessions.get(str(data.get("session_id")))
        since = data.get("seq")
        if session is None or not isinstance(since, int):
            self.counts["invalidated"] += 1
            socket.say(INVALID, False)
            return None
        if since > session.sequence:
            return 4007
        if session.socket is not None:
            session.socket.close(4000)
        session.socket = socket
        self.counts["resumed"] += 1
        for frame in session.sent:
            if frame["s"] > since:
                socket.waiting.put_nowait(frame)
        session.tell("RESUMED", {"_trace": ["fake"]})
        return None
