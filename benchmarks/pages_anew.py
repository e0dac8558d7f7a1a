"""The site's settings without its memory of public pages: the peer of benchmarks/pages.py."""

from config.settings import *  # noqa: F403 (all of them)
from config.settings import MIDDLEWARE as _ALL

MIDDLEWARE = [each for each in _ALL if each != "config.public_cache.PublicCache"]
