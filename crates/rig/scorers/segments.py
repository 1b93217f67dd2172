"""Scores the second WAV against the first in pieces of eight seconds: a JSON list of wide-band PESQ (ITU-T P.862.2) and delay in ms."""

import json
import sys

import numpy
from pesq import BufferTooShortError, NoUtterancesError, pesq
from pesq_wb import RATE, read

PIECE = 8 * RATE
LATEST = RATE // 2
QUIET = 10 ** (-45 / 20)


def delay(said, heard):
    """How many samples later the piece is heard: where both resemble each other most."""
    size = 1 << (len(said) + len(heard)).bit_length()
    both = numpy.fft.irfft(numpy.fft.rfft(heard, size) * numpy.conj(numpy.fft.rfft(said, size)), size)
    return int(numpy.argmax(both[: LATEST + 1]))


def score(said, heard):
    try:
        return pesq(RATE, said, heard, "wb") if heard.any() else 1.0
    except (BufferTooShortError, NoUtterancesError):
        return 1.0


said, heard = read(sys.argv[1]), read(sys.argv[2])
pieces = []
for start in range(0, len(said) - PIECE - LATEST, PIECE):
    piece = said[start : start + PIECE]
    if numpy.sqrt(numpy.mean(piece**2)) < QUIET:
        continue
    later = delay(piece, heard[start : start + PIECE + LATEST])
    pieces.append((round(score(piece, heard[start + later : start + later + PIECE]), 4), round(later * 1000 / RATE, 2)))
print(json.dumps(pieces))
