"""How the pipeline runs by itself: `seeds/service.toml`, read and checked.

Belongs here: the form of that file, which variables go before it, and one line on what is wrong in it. Does not belong
here: what is done with it. Without Dagster, so that a command can say what is wrong before that has been loaded.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orchestration import places
from orchestration.tables import values_of

_CRON = re.compile(r"\S+( \S+){4}")


class SettingsError(ValueError):
    """The file of settings cannot be used; the message is one line for the person who keeps it."""


@dataclass(frozen=True)
class Refresh:
    """When everything is refreshed, and how often what may pass is tried."""

    schedule: str
    timezone: str
    tries: int
    first_wait_seconds: float


@dataclass(frozen=True)
class Freshness:
    """After what time data are shown as getting old, and as stale."""

    warn_after: timedelta
    fail_after: timedelta


@dataclass(frozen=True)
class Alerts:
    """Where alerts go beside the log, and how often they are looked for."""

    webhook: str
    webhook_seconds: float
    look_every_seconds: int
    remind_after: timedelta


@dataclass(frozen=True)
class Pages:
    """Where readers find the pages."""

    url: str


@dataclass(frozen=True)
class Settings:
    """All of the file; what each value means stands in `seeds/service.toml`."""

    refresh: Refresh
    freshness: Freshness
    alerts: Alerts
    pages: Pages


FORMS = {"refresh": Refresh, "freshness": Freshness, "alerts": Alerts, "pages": Pages}
# The variables that go before a value of the file.
VARIABLES = {
    ("refresh", "schedule"): places.SCHEDULE_VARIABLE,
    ("alerts", "webhook"): places.WEBHOOK_VARIABLE,
    ("pages", "url"): places.PAGES_VARIABLE,
}


def chosen(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; raises SettingsError with what is wrong in them, and where."""
    path = places.chosen_service(environment)
    try:
        with path.open("rb") as file:
            return _settings(tomllib.load(file), environment)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise SettingsError(f"{path.name}: {error}") from None


def _settings(content: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    if unknown := set(content) - set(FORMS):
        raise ValueError(f"there is no place for [{min(unknown)}]: only {', '.join(f'[{name}]' for name in FORMS)}")
    tables = {name: values_of(f"[{name}]", form, content.get(name, {})) for name, form in FORMS.items()}
    for (table, name), variable in VARIABLES.items():
        tables[table][name] = environment.get(variable) or tables[table][name]
    settings = Settings(**{name: form(**tables[name]) for name, form in FORMS.items()})
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    if not _CRON.fullmatch(settings.refresh.schedule.strip()):
        raise ValueError(f"[refresh] schedule: {settings.refresh.schedule!r} has not the five fields of a cron line")
    try:
        ZoneInfo(settings.refresh.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"[refresh] timezone: there is no {settings.refresh.timezone!r}") from None
    if settings.freshness.fail_after <= settings.freshness.warn_after:
        raise ValueError("[freshness] fail_after has to be longer than warn_after")
    _check_address("[alerts] webhook", settings.alerts.webhook)
    _check_address("[pages] url", settings.pages.url)


def _check_address(where: str, address: str) -> None:
    # Without the address itself in the message: it may be a secret.
    if address and (urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname):
        raise ValueError(f"{where} is no address of the web")
