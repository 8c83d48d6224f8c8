"""What the confined process costs: an uploaded photo cleaned, beside bare Pillow on the same photo.

Reference: Pillow in the caller's own process opens, scales and saves the same file without any confinement.
Run with ``python benchmarks/photos_bench.py``; times are medians in milliseconds.
"""

import io
import statistics
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from redthread.edges.attachments import clean_photo

ROUNDS = 7


def form_photo(width: int, height: int) -> bytes:
    """Return a photo of a paper form: light noisy paper, dark lines of writing, as a phone saves it."""
    chance = np.random.default_rng(7)
    paper = chance.normal(225, 6, (height, width, 3))
    for line in range(height // 20, height, height // 40):
        words = chance.random(width // 40).repeat(40)[:width] > 0.3
        paper[line : line + height // 200, : len(words)][:, words] = 60
    file = io.BytesIO()
    Image.fromarray(paper.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=92)
    return file.getvalue()


def bare_pillow(data: bytes) -> None:
    """Scale and save as the edge does, in this process."""
    with Image.open(io.BytesIO(data)) as picture:
        picture.draft("RGB", (2000, 2000))
        picture.thumbnail((2000, 2000), Image.Resampling.LANCZOS)
        picture.save(io.BytesIO(), "JPEG", quality=82, optimize=True)
        picture.thumbnail((320, 320), Image.Resampling.LANCZOS)
        picture.save(io.BytesIO(), "JPEG", quality=75, optimize=True)


def milliseconds(action: Callable[[bytes], object], data: bytes) -> float:
    """Return the median time of one call."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        action(data)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def main() -> None:
    """Print one line for each size of photo."""
    print(f"{'photo':>14} {'file MB':>8} {'confined ms':>12} {'Pillow ms':>10} {'ratio':>6}")
    for name, width, height in [
        ("2 megapixels", 1600, 1200),
        ("12 megapixels", 4000, 3000),
        ("48", 8000, 6000),
    ]:
        data = form_photo(width, height)
        ours, reference = milliseconds(clean_photo, data), milliseconds(bare_pillow, data)
        print(f"{name:>14} {len(data) / 1e6:8.1f} {ours:12.0f} {reference:10.0f} {ours / reference:6.2f}")


if __name__ == "__main__":
    main()
