# mypy: disable-error-code="import-not-found"
"""The peer of letters.py: letters in HTML set in type by WeasyPrint, in an environment of its own.

    INTERPRETER letters_weasyprint.py FOLDER

FOLDER holds 0.html, 1.html, …; asked "A B" it sets those from A to before B, leaves their PDFs there and answers the
processor's seconds. What is shared between letters (the font configuration, the style sheet) is made once.
"""

import json
import sys
import time
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

folder = Path(sys.argv[1])
fonts = FontConfiguration()
style = CSS(filename=folder / "letter.css", font_config=fonts)
for question in sys.stdin:
    first, after = map(int, question.split())
    texts = [(folder / f"{nth}.html").read_text(encoding="utf-8") for nth in range(first, after)]
    begun = time.process_time()
    made = [HTML(string=text).write_pdf(stylesheets=[style], font_config=fonts) for text in texts]
    taken = time.process_time() - begun
    for nth, content in enumerate(made, first):
        (folder / f"{nth}.pdf").write_bytes(content)
    print(json.dumps(taken), flush=True)
