"""Fetch what the look takes from others: Designsystemet's component CSS and Noto Sans, cut to our letters.

For development only (`python tools/vendor_assets.py`): it runs ``npm pack``, ``apt-get download`` and
``pyftsubset`` (``fonttools``, ``brotli``), which no run and no test of Redthread needs. What it writes is
committed with its licences:
``src/redthread/ui/vendor/designsystemet`` and ``src/redthread/ui/static/ui/fonts``.
"""

import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "src" / "redthread" / "ui"
VENDOR = ROOT / "vendor" / "designsystemet"
FONTS = ROOT / "static" / "ui" / "fonts"

DESIGNSYSTEMET = "@digdir/designsystemet-css@1.22.0"
COMPONENTS = ("button", "details", "skip-link")
NOTO_SANS = "@fontsource/noto-sans@5.3.0"
# Debian's Noto Sans Arabic is version 2.005: its dotted letters are drawn whole. Later versions put the dots
# on as marks, which some builds of WebKit lose, so that one letter is read as another.
NOTO_SANS_ARABIC = "fonts-noto-core=20201225-1"
WEIGHTS = {400: "Regular", 700: "Bold"}

# What the six languages and most European names need; wider letters fall back to the device's own font.
LATIN = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+0178,U+02C6,U+02DA,U+02DC,U+2010-2014,U+2018-201A,U+201C-201E,"
    "U+2020,U+2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212"
)
LATIN_EXT = (
    "U+0100-0130,U+0132-0151,U+0154-0177,U+0179-017F,U+018F,U+0192,U+01A0-01A1,U+01AF-01B0,U+01CD-01CE,U+01D4,"
    "U+0218-021B,U+0259,U+1E9E"
)
ARABIC = (
    "U+0020,U+060C,U+061B,U+061F,U+0621-063A,U+0640-0652,U+0660-066C,U+0670-0671,U+067E,U+0686,U+0698,U+06A9,U+06AF,U+06BE,"
    "U+06C1,U+06CC,U+06D2,U+06D4,U+200C-200F"
)
NPM_FILE = "files/{stem}-{weight}-normal.woff2"
DEBIAN_FILE = "usr/share/fonts/truetype/noto/{stem}-{style}.ttf"
CUTS = (  # name, package, file of the package, letters, features of the font that are kept
    ("latin", NOTO_SANS, NPM_FILE, "noto-sans-latin", LATIN, "kern,mark,mkmk,ccmp,locl,liga,tnum"),
    ("latin-ext", NOTO_SANS, NPM_FILE, "noto-sans-latin-ext", LATIN_EXT, "kern,mark,mkmk,ccmp,locl"),
    (
        "arabic",
        NOTO_SANS_ARABIC,
        DEBIAN_FILE,
        "NotoSansArabic",
        ARABIC,
        "init,medi,fina,rlig,ccmp,mark,mkmk,kern",
    ),
)


def unpack(package: str, into: Path) -> Path:
    """Download an npm package without running its scripts and return the folder of its files."""
    done = subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(into), package],
        check=True,
        capture_output=True,
        text=True,
    )
    archive = into / done.stdout.split()[-1]
    folder = into / archive.stem
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def unpack_debian(package: str, into: Path) -> Path:
    """Download a Debian package without installing it and return the folder of its files."""
    subprocess.run(["apt-get", "download", package], check=True, capture_output=True, cwd=into)
    folder = into / package.partition("=")[0]
    subprocess.run(["dpkg-deb", "-x", str(next(into.glob("*.deb"))), str(folder)], check=True)
    return folder


def take_components(work: Path) -> None:
    """Copy the component files that the look uses, with their licence."""
    package = unpack(DESIGNSYSTEMET, work)
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name in COMPONENTS:
        (VENDOR / f"{name}.css").write_text(
            (package / "dist" / "src" / f"{name}.css").read_text().rstrip() + "\n"
        )
    (VENDOR / "LICENSE").write_text((package / "LICENSE").read_text())
    (VENDOR / "SOURCE").write_text(f"npm package {DESIGNSYSTEMET}, dist/src, MIT licence; unchanged files.\n")


def take_fonts(work: Path) -> None:
    """Cut Noto Sans to the letters of each file, with its licence."""
    FONTS.mkdir(parents=True, exist_ok=True)
    packages = {NOTO_SANS: unpack(NOTO_SANS, work), NOTO_SANS_ARABIC: unpack_debian(NOTO_SANS_ARABIC, work)}
    for cut, package, file, stem, letters, features in CUTS:
        for weight, style in WEIGHTS.items():
            command = [
                "pyftsubset",
                str(packages[package] / file.format(stem=stem, weight=weight, style=style)),
                f"--unicodes={letters}",
                f"--layout-features={features}",
                "--flavor=woff2",
                "--no-hinting",
                f"--output-file={FONTS / f'noto-sans-{cut}-{weight}.woff2'}",
            ]
            subprocess.run(command, check=True)
    command = [  # the name of the language, for lists of languages on the pages of others
        "pyftsubset",
        str(FONTS / "noto-sans-arabic-700.woff2"),
        "--text=العربية",
        "--layout-features=init,medi,fina,rlig,ccmp,mark,kern",
        "--flavor=woff2",
        "--no-hinting",
        f"--output-file={FONTS / 'noto-sans-arabic-name-700.woff2'}",
    ]
    subprocess.run(command, check=True)
    (FONTS / "OFL.txt").write_text((packages[NOTO_SANS] / "LICENSE").read_text())
    (FONTS / "SOURCE.txt").write_text(
        f"Noto Sans from npm package {NOTO_SANS}; Noto Sans Arabic (Copyright 2012-2020 Google LLC)\n"
        f"from Debian package {NOTO_SANS_ARABIC}. SIL Open Font License 1.1 (OFL.txt), both cut to\n"
        "fewer letters by tools/vendor_assets.py.\n"
    )


def main() -> None:
    """Fetch everything anew."""
    with tempfile.TemporaryDirectory() as folder:
        take_components(Path(folder))
        take_fonts(Path(folder))


if __name__ == "__main__":
    main()
