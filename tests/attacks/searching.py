"""Finds hundreds of needles in a heap of bytes at once."""

from collections import defaultdict
from collections.abc import Collection

import numpy as np

_WORD = 8  # bytes by which needles are recognised before they are compared whole


def places_of(needles: Collection[bytes], heap: bytes) -> dict[bytes, list[int]]:
    """Where each needle lies in the heap, in ascending order; what is not there is left out.

    Bytes that begin no needle are skipped by a table of all pairs of bytes, the others by their first word.
    """
    assert all(len(needle) >= _WORD for needle in needles)
    if len(heap) < _WORD or not needles:
        return {}
    starts = defaultdict(list)
    for needle in needles:
        starts[int.from_bytes(needle[:_WORD], "little")].append(needle)
    found: dict[bytes, list[int]] = defaultdict(list)
    for place, word in _candidates(heap, np.array(sorted(starts), np.uint64)):
        for needle in starts[word]:
            if heap.startswith(needle, place):
                found[needle].append(place)
    return dict(found)


def _candidates(heap: bytes, words: "np.ndarray[tuple[int], np.dtype[np.uint64]]") -> list[tuple[int, int]]:
    data = np.frombuffer(heap, np.uint8)
    pairs = data[:-1].astype(np.uint16) | data[1:].astype(np.uint16) << 8
    begins = np.zeros(1 << 16, bool)
    begins[(words & 0xFFFF).astype(np.int64)] = True
    places = np.flatnonzero(begins[pairs[: len(data) - _WORD + 1]])
    here = np.lib.stride_tricks.sliding_window_view(data, _WORD)[places].copy().view("<u8").ravel()
    wanted = np.isin(here, words)
    return list(zip(places[wanted].tolist(), here[wanted].tolist(), strict=True))
