"""What unknown names of a file may mean is told for so many of them, and the file is read on."""

from __future__ import annotations

from hierarchy.imports.near import MOST_GUESSES, Guesses

NAMES = ("观前商城党支部", "山塘街联合党支部")


def test_a_file_full_of_unknown_names_is_not_searched_without_end() -> None:
    guesses = Guesses()

    told = [guesses.meant(f"观前商城党支部{number}", NAMES) for number in range(MOST_GUESSES + 1)]

    assert set(told[:MOST_GUESSES]) == {"，是否为：观前商城党支部"}
    assert told[-1] == ""
    assert guesses.meant("观前商城党支部0", NAMES) == told[0]
