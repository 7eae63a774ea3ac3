"""Telling an alert: a line in the log, and a message to the webhook that a person has configured.

Belongs here: where an alert goes. Does not belong here: what is worth one (alarms). Whatever happens to the message, the
line stands in the log and whoever tells goes on.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import urllib3

from orchestration.places import DataFolder
from orchestration.service.alarms import Alert
from orchestration.service.settings import Alerts

# In all, with a wait of half a second, then of one.
TRIES = 3
WORTH_ANOTHER_TRY = (429, 500, 502, 503, 504)


def tell(alert: Alert, data: DataFolder, settings: Alerts, note: Callable[[str], None]) -> bool:
    """Write the alert to DATA/logs/alerts.log and to `note`, send it to the webhook where there is one, and say whether it got there."""
    _write(alert.text, data, note)
    wrong = send(alert, settings) if settings.webhook else None
    if wrong:
        _write(f"the webhook was not told of it: {wrong}", data, note)
    return wrong is None


def _write(text: str, data: DataFolder, note: Callable[[str], None]) -> None:
    line = " ".join(text.split())
    note(line)
    try:
        data.logs.mkdir(parents=True, exist_ok=True)
        with data.alerts.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}\n")
    except OSError as error:
        # A full disk may be the very reason of the alert: it is told all the same.
        note(f"{data.alerts.name} cannot be written: {error.strerror}")


def send(alert: Alert, settings: Alerts) -> str | None:
    """Send the alert to the webhook; return what went wrong, without the address, which may be a secret.

    No redirect is followed and no proxy used: it goes where the person said and nowhere else.
    """
    retries = urllib3.Retry(
        TRIES - 1, redirect=0, raise_on_redirect=False, raise_on_status=False,
        allowed_methods=None, status_forcelist=WORTH_ANOTHER_TRY, respect_retry_after_header=False, backoff_factor=0.5,
    )  # fmt: skip
    # What urllib3 warns of on the way names the address.
    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)
    try:
        with urllib3.PoolManager(timeout=urllib3.Timeout(total=settings.webhook_seconds)) as pool:
            content = {"kind": alert.kind, "text": alert.text}
            answer = pool.request("POST", settings.webhook, json=content, retries=retries, redirect=False, preload_content=False)
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        return f"{urlsplit(settings.webhook).hostname} cannot be reached ({type(_cause(error)).__name__})"
    return None if 200 <= answer.status < 300 else f"{urlsplit(settings.webhook).hostname} answered {answer.status}"


def _cause(error: Exception) -> Exception:
    reason = getattr(error, "reason", None)
    return reason if isinstance(reason, Exception) else error
