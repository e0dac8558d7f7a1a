"""Papers in Chinese: fonts found and fallen back on, lines broken as Chinese is, pages filled, all of it in one PDF.

``Paper`` collects what stands on the pages; nothing is drawn before ``finish``.
"""

from lib.pdf.fonts import Fonts
from lib.pdf.paper import Cell, Paper

__all__ = ["Cell", "Fonts", "Paper"]
