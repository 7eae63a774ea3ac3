"""Write the land of the world map, as rows of dots, into `templates/land.svg`.

Here belongs what turns a library's land mask into that picture; it is a development tool, never imported when pages
are made. Run `python -m warehouse.site.land` after changing the projection. The same version writes the same bytes.
Source: NOAA's GLOBE elevation model (public domain) through global-land-mask (MIT).
"""

from collections.abc import Iterator
from itertools import groupby

from global_land_mask import globe

from warehouse.site.projection import HEIGHT, WIDTH, latitude_of
from warehouse.site.rendering import TEMPLATES

# Distance of two dots, in units of the sheet: fine enough for Italy's boot, coarse enough for a phone.
STEP = 6.0


def rows() -> Iterator[tuple[float, float, float]]:
    """Every unbroken row of land as y, first x and last x."""
    for line in range(int(HEIGHT / STEP)):
        y = (line + 0.5) * STEP
        columns = [(column + 0.5) * STEP for column in range(int(WIDTH / STEP))]
        for is_land, run in groupby(columns, key=lambda x: _is_land(x, y)):
            places = list(run)
            if is_land:
                yield y, places[0], places[-1]


def _is_land(x: float, y: float) -> bool:
    return bool(globe.is_land(latitude_of(y), x / WIDTH * 360 - 180))


def write() -> None:
    """Write the path; its dots come from the stroke's dashes, of length nought and round."""
    # A row of one dot is given a hair's length: nothing is drawn of a line that has none.
    path = "".join(f"M{first:g} {y:g}h{last - first or 0.1:g}" for y, first, last in rows())
    (TEMPLATES / "land.svg").write_text(f'<path class="land" d="{path}"/>\n', "utf-8", newline="\n")


if __name__ == "__main__":
    write()
