"""Says where the site is once it answers: `python -m config.welcome FILE`, where FILE holds the demo logins."""

import os
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

PATIENCE = 90  # seconds


def wait_for(address: str) -> bool:
    """True as soon as the site answers its health check; False when patience runs out or the servers are gone."""
    until, starter = time.monotonic() + PATIENCE, os.getppid()
    while time.monotonic() < until and os.getppid() == starter:
        try:
            with urlopen(Request(f"{address}/healthz"), timeout=5):
                return True
        except OSError:
            time.sleep(0.3)
    return False


def main(demo: Path) -> None:
    address = f"http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
    if not wait_for(address):
        sys.exit(1)
    rule = "─" * 72
    if demo.exists():
        print(f"\n{rule}\n{demo.read_text(encoding='utf-8').strip()}")
    print(f"{rule}\n  训兴已启动，请打开 · Xunxing is ready at   {address}/")
    print(f"  按 Ctrl-C 停止 · Ctrl-C stops it\n{rule}\n", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
