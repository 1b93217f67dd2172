"""Prints the wide-band PESQ (ITU-T P.862.2) of the second WAV against the first; `none` if no utterance is found in it."""

import sys
import wave

import numpy
from pesq import BufferTooShortError, NoUtterancesError, pesq

RATE = 16000


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


if __name__ == "__main__":
    said, heard = read(sys.argv[1]), read(sys.argv[2])
    try:
        # The scorer levels both sides and would divide digital silence by zero.
        print(f"{pesq(RATE, said, heard, 'wb'):.3f}" if heard.any() else "none")
    except (BufferTooShortError, NoUtterancesError):
        print("none")
