"""Which seal and which fonts this installation uses, and whether what it seals means anything."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lib.pdf import Fonts
from lib.seal import Seal, made_here
from subsidies.letters import seed

TEST_FILE = "test-seal.p12"
_demonstrations: list[Callable[[], bool]] = []


def register_demonstration(asked: Callable[[], bool]) -> None:
    """Whoever knows whether this installation is a demonstration stands on an upper floor and says so here."""
    if asked not in _demonstrations:
        _demonstrations.append(asked)


def seal(at: datetime) -> Seal:
    """The certificate that the settings name, or a test one made here."""
    if settings.SEAL_CERTIFICATE:
        return Seal(Path(settings.SEAL_CERTIFICATE), settings.SEAL_PASSWORD)
    return made_here(Path(settings.VAR_DIR) / TEST_FILE, at)


def is_test() -> bool:
    """Papers made now prove nothing."""
    return not settings.SEAL_CERTIFICATE or any(asked() for asked in _demonstrations)


def fonts() -> Fonts:
    return _fonts(tuple(settings.LETTER_FONTS))


@lru_cache(maxsize=1)
def _fonts(paths: tuple[str, ...]) -> Fonts:
    return Fonts(paths, common=seed.common(), strong=seed.strong())
