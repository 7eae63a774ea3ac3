"""The settings of the service: read in their types, variables first, and one line on what is wrong."""

from datetime import timedelta
from pathlib import Path

import pytest

from orchestration import places
from orchestration.service.settings import SettingsError, chosen

SHIPPED = (places.SEEDS / "service.toml").read_text("utf-8")


def read(folder: Path, old: str = "", new: str = "", **environment: str) -> object:
    assert old in SHIPPED
    file = folder / "service.toml"
    file.write_text(SHIPPED.replace(old, new, 1) if old else SHIPPED, encoding="utf-8")
    return chosen({places.SERVICE_VARIABLE: str(file), **environment})


def test_shipped_settings_send_nothing_anywhere() -> None:
    shipped = chosen({})
    assert (shipped.refresh.schedule, shipped.refresh.timezone) == ("0 4 * * *", "UTC")
    assert shipped.freshness.fail_after > shipped.freshness.warn_after > timedelta(days=1)
    assert (shipped.alerts.webhook, shipped.pages.url) == ("", "")


def test_variables_go_before_the_file(tmp_path: Path) -> None:
    environment = {places.SCHEDULE_VARIABLE: "5 * * * *", places.WEBHOOK_VARIABLE: "https://example.org/x", places.PAGES_VARIABLE: ""}
    read_settings = read(tmp_path, 'webhook = ""', 'webhook = "https://example.net"', **environment)
    assert (read_settings.refresh.schedule, read_settings.alerts.webhook) == ("5 * * * *", "https://example.org/x")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[refresh]", "[refreshes]", "there is no place for [refreshes]"),
        ('timezone = "UTC"', 'timezone = "Mars/Olympus"', "[refresh] timezone: there is no 'Mars/Olympus'"),
        ('schedule = "0 4 * * *"', 'schedule = "daily"', "has not the five fields"),
        ("tries = 4", "tries = 0", "[refresh] tries: 0 is no whole number"),
        ('warn_after = "26 hours"', 'warn_after = "50 hours"', "fail_after has to be longer"),
        ('webhook = ""', 'webhook = "file:///secret"', "[alerts] webhook is no address of the web"),
        ('webhook = ""', 'webhook = "http://[secret/"', "service.toml: "),
        ('webhook = ""', "", "[alerts] lacks 'webhook'"),
        ("[pages]", "[[pages]]", "[pages] is no table"),
        ("[pages]", "[pages", "service.toml: "),
    ],
)
def test_what_is_wrong_is_told_in_a_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(tmp_path, old, new)
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        chosen({places.SERVICE_VARIABLE: str(tmp_path / "none.toml")})
