"""The pictures of a scan, each once, in their own size or shrunk."""

import hashlib
from collections.abc import Iterator

import numpy as np

from neurodag.archives.sensorium.scan import Scan
from neurodag.archives.sensorium.statistics import Moments
from neurodag.archives.sensorium.trials import Trials
from neurodag.config.archives.sensorium import SensoriumReader
from neurodag.errors import ArchiveError


def read_pictures(scan: Scan, trials: Trials, settings: SensoriumReader) -> np.ndarray:
    """The pictures that the trials show `(picture, channel, y, x)`.

    uint8 where all pixels are whole numbers from 0 to 255, which keeps their values in a quarter of
    the memory, else float32. Raises ArchiveError, naming the files, when pictures differ in shape
    or dtype, or when two trials show different pixels under one image id.
    """
    pictures: np.ndarray | None = None
    first: dict[int, tuple[str, bytes]] = {}
    for (name, image), picture in zip(_images(scan, trials.number), trials.picture, strict=True):
        digest = hashlib.sha256(image.tobytes()).digest()
        shown_before = first.setdefault(int(picture), (name, digest))
        if shown_before[1] != digest:
            raise ArchiveError(
                f"{scan.where(shown_before[0])} and {scan.where(name)} hold different pixels, but "
                f"both show the image {trials.image_id[picture]}: one of them is damaged. Copy "
                "them from the archive again."
            )
        if shown_before[0] != name:
            continue
        prepared = prepare(image, settings)
        if pictures is None:
            pictures = np.empty((len(trials.image_id), *prepared.shape), dtype=np.uint8)
        if pictures.dtype == np.uint8 and not _fits_uint8(prepared):
            pictures = pictures.astype(np.float32)
        pictures[picture] = prepared
    assert pictures is not None, "a scan without trials was refused before"
    return pictures


def picture_moments(scan: Scan, numbers: np.ndarray) -> Moments:
    """Mean and standard deviation of all pixels in the files `numbers`, float32 `(1,)` each."""
    count, total, squares = 0, 0.0, 0.0
    for _, image in _images(scan, numbers):
        pixels = image.astype(np.float64)
        count += pixels.size
        total += pixels.sum()
        squares += np.square(pixels).sum()
    mean = total / count
    std = np.sqrt((squares - count * mean**2) / (count - 1))
    return np.array([mean], dtype=np.float32), np.array([std], dtype=np.float32)


def prepare(image: np.ndarray, settings: SensoriumReader) -> np.ndarray:
    """A picture `(channel, y, x)` as the settings want it: channels averaged, shrunk, or neither.

    The archive's mean and standard deviation are those of both channels together, and both steps
    are linear with weights that add up to 1: to standardise before or after is the same.
    """
    if settings.channels == "grey" and len(image) > 1:
        image = image.mean(axis=0, keepdims=True, dtype=np.float32)
    if settings.image_size is not None:
        height, width = settings.image_size
        rows, columns = bilinear(image.shape[1], height), bilinear(image.shape[2], width)
        image = rows @ image @ columns.T
    return image


def bilinear(size: int, new_size: int) -> np.ndarray:
    """Weights of linear interpolation from `size` to `new_size` pixels, float32 `(new, old)`.

    Pixels are areas whose centres are interpolated between, without a filter before: PyTorch's
    `interpolate(mode="bilinear", align_corners=False)`, which V1T resizes with.
    """
    centre = (np.arange(new_size) + 0.5) * size / new_size - 0.5
    distance = np.abs(np.clip(centre, 0, size - 1)[:, None] - np.arange(size))
    return np.maximum(1 - distance, 0).astype(np.float32)


def _images(scan: Scan, numbers: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """File name and picture `(channel, y, x)` of each trial; all alike in shape and dtype."""
    shape = dtype = None
    for number in numbers:
        name = f"data/images/{number}.npy"
        image = scan.load(name, ndim=3)
        if shape is None:
            shape, dtype = image.shape, image.dtype
        if image.shape != shape or image.dtype != dtype or not image.size:
            raise ArchiveError(
                f"{scan.where(name)} holds {image.dtype} of the shape {image.shape}, but a picture "
                f"of this scan is {dtype} of the shape {shape} (channel, y, x), none of them 0. "
                "Copy it from the archive again."
            )
        yield name, image


def _fits_uint8(image: np.ndarray) -> bool:
    if image.dtype == np.uint8:
        return True
    return bool(image.min() >= 0 and image.max() <= 255 and (image == np.round(image)).all())
