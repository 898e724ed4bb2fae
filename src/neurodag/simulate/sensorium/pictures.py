"""Pictures with the spectrum of natural ones."""

import numpy as np

from neurodag.config.archives.sensorium import SensoriumTwin

PIXEL_MEAN, PIXEL_SPREAD = 113.0, 60.0
"""Mean and standard deviation of the pixels before they are cut to 0…255."""
COLOUR_CORRELATION = 0.8
"""Between the pixels of the two channels."""
PICTURES_AT_ONCE = 64
"""Pictures that are drawn together: bounds the memory."""


def draw_pictures(number: int, settings: SensoriumTwin, rng: np.random.Generator) -> np.ndarray:
    """Whole numbers from 0 to 255, as float32 `(picture, channel, y, x)`.

    The amplitude of each spatial frequency falls with its inverse; phases are random.
    """
    channels = 2 if settings.colour else 1
    pictures = np.empty((number, channels, *settings.image_size), dtype=np.float32)
    amplitude = _amplitude(settings.image_size)
    for start in range(0, number, PICTURES_AT_ONCE):
        block = pictures[start : start + PICTURES_AT_ONCE]
        spectrum = np.fft.rfft2(rng.standard_normal(block.shape)) * amplitude
        texture = np.fft.irfft2(spectrum, s=settings.image_size)
        texture /= texture.std(axis=(-2, -1), keepdims=True)
        if channels == 2:
            other = np.sqrt(1 - COLOUR_CORRELATION**2) * texture[:, 1]
            texture[:, 1] = COLOUR_CORRELATION * texture[:, 0] + other
        block[:] = np.clip(np.rint(PIXEL_MEAN + PIXEL_SPREAD * texture), 0, 255)
    return pictures


def _amplitude(size: tuple[int, int]) -> np.ndarray:
    """1 / frequency, 0 at frequency 0, for the transform of real pictures `(fy, fx)`."""
    height, width = size
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))
    return np.divide(1, frequency, out=np.zeros_like(frequency), where=frequency > 0)
