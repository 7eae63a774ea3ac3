"""The fonts that the pages bring along: letters of Bengali and Arabic look alike on every machine.

Here belongs which packages' files are taken. Where they are used is `assets/site.css`.
Source: Noto Sans Bengali and Noto Sans Arabic, SIL Open Font License 1.1; the licence is copied beside them.
"""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

# What a font is called on the pages: the package that holds it, and its folder there.
FONTS = {
    "bengali": ("justmytype_intl_south_asia", "fonts/ofl/notosansbengali"),
    "arabic": ("justmytype_intl_rtl", "fonts/ofl/notosansarabic"),
}


def copy_fonts(folder: Path) -> None:
    """Write `<name>.ttf` and `<name>-licence.txt` of every font into a new folder."""
    folder.mkdir()
    for name, (package, place) in FONTS.items():
        with as_file(files(package) / place) as source:
            (font,) = source.glob("*.ttf")
            shutil.copyfile(font, folder / f"{name}.ttf")
            shutil.copyfile(source / "OFL.txt", folder / f"{name}-licence.txt")
