"""The site's settings with the scratch app of benchmarks/search.py."""

from config.settings import *  # noqa: F403 (all of them)
from config.settings import INSTALLED_APPS as _OURS

INSTALLED_APPS = [*_OURS, "benchmarks.search_peer"]
