"""The collector of cycles rests while a sheet is held, and only then."""

import gc

from documents.spreadsheets.collector import collector_at_rest


def test_the_collector_is_as_it_was_afterwards_whatever_happened():
    assert gc.isenabled()
    try:
        with collector_at_rest():
            assert not gc.isenabled()
            raise LookupError
    except LookupError:
        assert gc.isenabled()


def test_whoever_had_it_off_keeps_it_off():
    gc.disable()
    try:
        with collector_at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
