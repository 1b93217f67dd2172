"""Prints the wide-band PESQ (ITU-T P.862.2) of the second WAV against the first; `none` if no utterance is found in it."""

import sys

from pesq import BufferTooShortError, NoUtterancesError, pesq
from wav import RATE, read

said, heard = read(sys.argv[1]), read(sys.argv[2])
try:
    # The scorer levels both sides and would divide digital silence by zero.
    print(f"{pesq(RATE, said, heard, 'wb'):.3f}" if heard.any() else "none")
except (BufferTooShortError, NoUtterancesError):
    print("none")
