"""Scores WAV files in pairs, said and heard, in pieces: a JSON list of ViSQOL speech scores for each pair."""

import json
import sys

from visqol import VisqolApi
from wav import RATE, pieces

visqol = VisqolApi()
visqol.create(mode="speech")


def score(said, heard):
    return round(visqol.measure_from_arrays(said, heard, RATE).moslqo, 4) if heard.any() else 1.0


pairs = list(zip(sys.argv[1::2], sys.argv[2::2]))
print(json.dumps([[score(said, heard) for said, heard, _ in pieces(*pair)] for pair in pairs]))
