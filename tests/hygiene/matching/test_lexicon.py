"""Values that were read before keep their codes, and equal texts have equal codes whenever they were read."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from hygiene.matching.lexicon import Lexicon
from hygiene.matching.people import people_of
from hygiene.matching.records import gather
from hygiene.matching.vocabulary import Column, encode
from tests.hygiene.matching.test_duplicates import JOHN, people


def test_a_text_has_one_code_whichever_table_it_stood_in():
    lexicon, earlier = Lexicon(), people(JOHN).assign(reading=[0])
    later = people("Jane|Doe|jane.doe@acme.com|Acme|||US", JOHN).assign(reading=[1, 2])

    first, second = (lexicon.columns(gather(table, None), "mailbox")[0] for table in (earlier, later))

    assert (first.codes.tolist(), second.codes.tolist()) == ([0], [1, 0])
    assert second.vocabulary.strings == ["john.smith@acme.com", "jane.doe@acme.com"]


def test_what_follows_from_texts_is_not_sent_along_with_them():
    vocabulary = encode([pa.array(["acme", "globex"])])[0].vocabulary
    assert vocabulary.strings == ["acme", "globex"]

    sent = pickle.loads(pickle.dumps(vocabulary))

    assert vars(sent).keys() == {"texts"}
    assert sent.texts == vocabulary.texts


def test_once_read_a_table_needs_no_texts():
    lexicon, table = Lexicon(), people(JOHN).assign(reading=[0])
    whole = people_of(gather(table, None), lexicon=Lexicon())

    known = people_of(gather(lexicon.read(table), None), lexicon=lexicon)

    assert known.mailbox.vocabulary.strings == whole.mailbox.vocabulary.strings == ["john.smith@acme.com"]


def test_a_record_that_was_never_read_and_has_no_texts_is_no_empty_record():
    table = people(JOHN).assign(reading=[0])[["id", "reading", "email_is_role"]]

    with pytest.raises(LookupError, match="1 records have no texts to read"):
        people_of(gather(table, None), lexicon=Lexicon())


def named(number: int) -> str:
    return f"Ada|Name{number % 40}|ada{number % 70}@acme.com|Acme {number % 30}|||US"


def test_tables_that_threads_read_at_a_time_have_the_codes_of_tables_read_one_after_another():
    tables = [people(*(named(7 * part + row) for row in range(60))).assign(reading=0) for part in range(8)]
    lexicon = Lexicon()

    def read(table: pd.DataFrame) -> list[list[str]]:
        numbered = table.assign(reading=lexicon.new_readings(len(table)))
        known = people_of(gather(lexicon.read(numbered), None), lexicon=lexicon)
        return [spelled(column) for column in (known.mailbox, known.core, known.company)]

    with ThreadPoolExecutor(len(tables)) as pool:
        told = list(pool.map(read, tables))

    assert told == [[spelled(column) for column in _alone(table)] for table in tables]


def test_no_two_readings_have_one_number_whichever_thread_asks():
    lexicon = Lexicon()
    with ThreadPoolExecutor(8) as pool:
        numbers = np.concatenate(list(pool.map(lexicon.new_readings, [50] * 40)))

    assert sorted(numbers) == list(range(2000))


def _alone(table: pd.DataFrame) -> tuple[Column, ...]:
    known = people_of(gather(table.assign(reading=range(len(table))), None), lexicon=Lexicon())
    return known.mailbox, known.core, known.company


def spelled(column: Column) -> list[str]:
    return [column.vocabulary.strings[code] for code in column.codes]
