"""How an exception is told where nothing personal may stand."""

import traceback

INNERMOST = 20  # frames: what lies further out is the server's own


def where(error: BaseException) -> str:
    """What kind of error it was and where it was raised. Never its text: that may hold a row's values."""
    frames = traceback.extract_tb(error.__traceback__)[-INNERMOST:]
    return f"{type(error).__name__} at " + " < ".join(
        f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in frames[::-1]
    )


def chain(error: BaseException) -> list[BaseException]:
    """The error, and what it was raised from or while handling, back to the first."""
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and not any(at is known for known in found):
        found.append(at)
        at = at.__cause__ or at.__context__
    return found
