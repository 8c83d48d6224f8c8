"""Puts the scripts of a signed-in page together into ``static/client/door.js``: one answer instead of four.

Run ``python -m redthread.doors.client.assets`` after a change in ``static/client/``; the result is committed,
and a test says when it was forgotten. A tablet far away waits once for it instead of twice (the modules would
tell only when they arrive that they need :file:`keep.js`), and it weighs a third less.
"""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent / "static" / "client"
SHARED: Final = "keep.js"
PARTS: Final = ("lock.js", "offline.js", "speak.js")
OUT: Final = ROOT / "door.js"

_IMPORT: Final = re.compile(r'^import \{[^}]*\} from "\./keep\.js";\n', re.MULTILINE)


def shrink(script: str) -> str:
    """Drop indents and whole-line comments; holds as long as no string or template runs over a line."""
    lines = (re.sub(r"\s// .*$", "", line).strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def build() -> str:
    """Return the one module: the shared functions, then each part in a block of its own."""
    shared = shrink((ROOT / SHARED).read_text()).replace("export ", "")
    parts = [f"{{\n{shrink(_IMPORT.sub('', (ROOT / name).read_text()))}\n}}" for name in PARTS]
    return "\n".join(("// Made of keep.js, lock.js, offline.js and speak.js.", shared, *parts)) + "\n"


if __name__ == "__main__":
    OUT.write_text(build())
