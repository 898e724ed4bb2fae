"""The scans of the V1T paper, whose sizes are known before they are downloaded (Table A.1)."""

from typing import NamedTuple


class Scan(NamedTuple):
    units: int
    trials: int
    test: int
    """Of these, trials of the test tier."""
    channels: int
    """Of the pictures: grey, or of two colours."""


SCANS = {
    "21067-10-18": Scan(8372, 5994, 998, 1),
    "22846-10-16": Scan(7344, 5997, 999, 1),
    "23343-5-17": Scan(7334, 5951, 989, 1),
    "23656-14-22": Scan(8107, 5966, 993, 1),
    "23964-4-22": Scan(8098, 5983, 994, 1),
    "25311-10-26": Scan(867, 7358, 1475, 2),
    "25340-3-19": Scan(922, 7478, 1497, 2),
    "25704-2-12": Scan(773, 7500, 1500, 2),
    "25830-10-4": Scan(1024, 7360, 1473, 2),
    "26085-6-3": Scan(910, 7464, 1495, 2),
    "26142-2-11": Scan(1121, 7500, 1500, 2),
    "26426-18-13": Scan(1125, 7500, 1500, 2),
    "26470-4-5": Scan(1160, 7473, 1495, 2),
    "26644-6-2": Scan(824, 7500, 1500, 2),
    "26872-21-6": Scan(1109, 7466, 1495, 2),
}
"""By session id: mice A to E of Dataset S, F to O of Dataset F."""


def scan_of(trials: int, units: int) -> Scan:
    """A scan of so many trials, a sixth of them for tests, as those of Dataset S have."""
    return Scan(units, trials, trials // 6, channels=1)


def parts_of(scan: Scan) -> tuple[int, int]:
    """Training and validation trials: nine to one of what is not for tests (section 2)."""
    others = scan.trials - scan.test
    validation = round(0.1 * others)
    return others - validation, validation
