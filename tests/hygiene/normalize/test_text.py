import pyarrow as pa

from hygiene.normalize.distinct import LARGE
from hygiene.normalize.text import plain


def test_a_plain_text_is_the_same_whether_or_not_a_letter_beside_it_is_foreign():
    ascii_texts = [f"{chr(number)}A {chr(number)}" for number in range(1, 128)]
    alone, mixed = (plain(pa.array(texts, LARGE)).to_pylist() for texts in (ascii_texts, [*ascii_texts, " Ä\u00a0"]))

    assert [*alone, "ä"] == mixed
