"""Where a place lies on the flat map: Miller's cylindrical projection, cut off where nobody lives.

Here belongs the projection and the size of the sheet. What is drawn on it is `warehouse.site.worldmap`'s.
Source: O. M. Miller, Notes on Cylindrical World Map Projections, Geographical Review 32 (1942).
"""

import math

WIDTH = 1000.0
NORTH, SOUTH = 80.0, -56.0
UNITS_PER_RADIAN = WIDTH / math.tau


def _northing(latitude: float) -> float:
    return 1.25 * math.log(math.tan(math.pi / 4 + 0.4 * math.radians(latitude)))


HEIGHT = round((_northing(NORTH) - _northing(SOUTH)) * UNITS_PER_RADIAN, 1)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrees north and east to the sheet's x (0 to WIDTH) and y (0 to HEIGHT, downwards)."""
    x = (longitude + 180) / 360 * WIDTH
    y = (_northing(NORTH) - _northing(latitude)) * UNITS_PER_RADIAN
    return round(x, 1), round(y, 1)


def latitude_of(y: float) -> float:
    """Degrees north of a y on the sheet."""
    northing = _northing(NORTH) - y / UNITS_PER_RADIAN
    return math.degrees((math.atan(math.exp(northing / 1.25)) - math.pi / 4) / 0.4)
