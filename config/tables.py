"""What the tables of the settings have in common, and the kinds of values in them."""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from bot.models import Weekday
from config.checks import (
    host_and_port,
    hour,
    hours,
    http_address,
    known_timezone,
    listed,
    websocket_address,
    weekdays,
)

Timezone = Annotated[str, AfterValidator(known_timezone)]
Url = Annotated[str, AfterValidator(http_address)]
Socket = Annotated[str, AfterValidator(websocket_address)]
Listen = Annotated[str, AfterValidator(host_and_port)]
Names = Annotated[tuple[str, ...], BeforeValidator(listed)]
Hour = Annotated[dt.time | None, BeforeValidator(hour)]
Hours = Annotated[tuple[dt.time, dt.time] | None, BeforeValidator(hours)]
Weekdays = Annotated[tuple[Weekday, ...], BeforeValidator(weekdays)]


class Table(BaseModel):
    """A table of the settings file: a key that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
