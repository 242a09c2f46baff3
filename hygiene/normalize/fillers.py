"""Filler values: what people type into a required field when they have nothing to say. They are never evidence."""

from collections.abc import Collection
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

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


def is_filler(words: pa.Array, more: Collection[str] = ()) -> pa.Array:
    """Which texts are fillers; null counts as none.

    Args:
        words: texts of `text.words_only`.
        more: fillers of this kind beside the common ones, in the spelling of `FILLERS`.

    Returns:
        Booleans: true for texts of punctuation only, of one repeated letter or digit (three or more), or in the table.
    """
    squashed = pc.replace_substring(words, " ", "")
    listed = pc.is_in(squashed, pa.array(sorted(FILLERS | set(more)), squashed.type))
    repeated = pc.and_(pc.greater_equal(pc.utf8_length(squashed), 3), _one_character(squashed))
    return pc.fill_null(pc.or_(pc.or_(listed, repeated), pc.equal(squashed, "")), False)


def _one_character(texts: pa.Array) -> pa.Array:
    first = pc.utf8_slice_codeunits(texts, 0, 1)
    return pc.equal(texts, pc.binary_repeat(first, pc.utf8_length(texts)))
