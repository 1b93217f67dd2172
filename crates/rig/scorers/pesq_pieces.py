"""Scores the second WAV against the first in pieces: a JSON list of wide-band PESQ (ITU-T P.862.2) and delay in ms."""

import json
import sys

from pesq import BufferTooShortError, NoUtterancesError, pesq
from wav import RATE, pieces


def score(said, heard):
    try:
        return pesq(RATE, said, heard, "wb") if heard.any() else 1.0
    except (BufferTooShortError, NoUtterancesError):
        return 1.0


scored = [(round(score(said, heard), 4), round(later * 1000 / RATE, 2)) for said, heard, later in pieces(*sys.argv[1:3])]
print(json.dumps(scored))
