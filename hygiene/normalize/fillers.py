"""Filler values: what people type into a required field when they have nothing to say. They are never evidence."""

from collections.abc import Collection
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize.recode import without
from hygiene.normalize.word_list import words

FILLERS: Final = words(
    """
    unknown unkown unknow ukn unk none no non nil null nan na nada notavailable notapplicable notprovided notgiven
    notknown notspecified notset unspecified undefined undisclosed missing blank empty tbd tba tbc test tests
    testing tester testtest test1 test123 testlead testcontact dummy fake sample default temp asdf asdfasdf asdfgh
    qwerty qwert abc abcd abcde anonymous anon noname nobody lastname firstname surname yourname name donotuse
    delete deleted unbekannt inconnu desconocido sconosciuto onbekend keine keiner aucun ninguno nessuno geen
    """
)
"""Folded and without any punctuation or blank."""

COMPANY_FILLERS: Final = words(
    """
    self selfemployed selfemploy myself me personal private individual freelance freelancer independent unemployed
    retired student home house company mycompany companyname yourcompany business nocompany nocompanyname
    unknowncompany testcompany testaccount noaccount privat privatperson selbststandig particulier particular
    autonomo jobseeker lookingforwork seekingopportunities
    """
)


def is_filler(texts: pa.Array, more: Collection[str] = (), real: Collection[str] = ()) -> pa.Array:
    """Which texts are fillers; null counts as none.

    Args:
        texts: made by `text.words_only`.
        more: fillers of this kind beside the common ones, in the spelling of `FILLERS`.
        real: words that are no filler in this kind, though they stand in the table.

    Returns:
        Booleans: true for texts of punctuation only, in the table, or of one character repeated (three `x` or digits,
        four other letters).
    """
    squashed = without(texts, " ")
    listed = pc.is_in(squashed, pa.array(sorted((FILLERS | set(more)) - set(real)), squashed.type))
    fewest = pc.if_else(pc.match_substring_regex(squashed, "^[x0-9]"), 3, 4)
    repeated = pc.and_(pc.greater_equal(pc.utf8_length(squashed), fewest), _one_character(squashed))
    return pc.fill_null(pc.or_(pc.or_(listed, repeated), pc.equal(squashed, "")), False)


def _one_character(texts: pa.Array) -> pa.Array:
    first = pc.utf8_slice_codeunits(texts, 0, 1)
    return pc.equal(texts, pc.binary_repeat(first, pc.utf8_length(texts)))
