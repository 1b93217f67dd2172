"""Reads WAV files for the scorers, and cuts them into pieces."""

import wave

import numpy

RATE = 16000
PIECE = 8 * RATE
LATEST = RATE // 2
QUIET = 10 ** (-45 / 20)


def read(path):
    with wave.open(path) as file:
        assert file.getsampwidth() == 2, f"{path}: 16 bits per sample are expected"
        samples = numpy.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        samples = samples.reshape(-1, file.getnchannels()).mean(axis=1) / 32768
        return resampled(samples, file.getframerate())


def resampled(samples, rate):
    """A windowed sinc at the lower of both rates' limits: no aliasing, and no gain."""
    if rate == RATE:
        return samples
    assert rate % RATE == 0, f"{rate} Hz: a multiple of {RATE} is expected"
    step = rate // RATE
    taps = numpy.arange(-32 * step, 32 * step + 1)
    kernel = numpy.sinc(taps / step * 0.94) * numpy.blackman(len(taps))
    return numpy.convolve(samples, kernel / kernel.sum(), mode="same")[::step]


def delay(said, heard):
    """How many samples later the piece is heard: where both resemble each other most."""
    size = 1 << (len(said) + len(heard)).bit_length()
    both = numpy.fft.irfft(numpy.fft.rfft(heard, size) * numpy.conj(numpy.fft.rfft(said, size)), size)
    return int(numpy.argmax(both[: LATEST + 1]))


def pieces(said_path, heard_path):
    """Pieces of eight seconds in which something is said: what was said, what was heard of it, and how many samples later."""
    said, heard = read(said_path), read(heard_path)
    for start in range(0, len(said) - PIECE - LATEST, PIECE):
        piece = said[start : start + PIECE]
        if numpy.sqrt(numpy.mean(piece**2)) < QUIET:
            continue
        later = delay(piece, heard[start : start + PIECE + LATEST])
        yield piece, heard[start + later : start + later + PIECE], later
