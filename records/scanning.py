"""病毒查杀, where the site has a scanner: a command that is told the path of a file and ends with 0 where it is clean,
1 where it is not (as ClamAV's do). Without one, files are told apart by what they are, and no more is said."""

import shlex
import subprocess
import tempfile

from django import forms
from django.conf import settings

SECONDS = 60
FOUND = "这个文件里查出了病毒，没有收下。请换一台设备重新拍照或者扫描。"
NO_ANSWER = "现在查不了病毒，没有收下。请过几分钟再交。"


def look(content: bytes) -> None:
    """Raises ValidationError where the scanner finds something, or does not answer."""
    if not settings.VIRUS_SCAN:
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            done = subprocess.run(
                [*shlex.split(settings.VIRUS_SCAN), file.name], capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise forms.ValidationError(NO_ANSWER, "unscanned") from error
    if done.returncode == 1:
        raise forms.ValidationError(FOUND, "virus")
    if done.returncode:
        raise forms.ValidationError(NO_ANSWER, "unscanned")
