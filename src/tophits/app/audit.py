"""Every change that a person makes leaves a line."""

import getpass

from tophits.app.compose import Bot
from tophits.views.audit import AuditLine


def write_down(bot: Bot, action: str, subject: str, detail: str) -> None:
    """Keep who did what."""
    bot.store.audit.write(AuditLine(bot.clock.now(), _person(), action, subject, detail))


def _person() -> str:
    """The user of the machine; a container's numeric user may have no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
