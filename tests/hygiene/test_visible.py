"""What nobody would see is spelled out, and every letter of a script stays."""

import pytest

from hygiene.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Zoë 匠 محمد שרה", "Zoë 匠 محمد שרה", id="letters of any script"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a joiner, which scripts need"),
        pytest.param("one\n\ttwo", "one\n\ttwo", id="lines and tabs"),
        pytest.param("Lu\u200bis", "Lu[U+200B]is", id="no width"),
        pytest.param("In\u00adgrid", "In[U+00AD]grid", id="soft hyphen"),
        pytest.param("\u202eannA", "[U+202E]annA", id="turns what follows"),
        pytest.param("a\x1b[31m\x00", "a[U+001B][31m[U+0000]", id="control characters"),
        pytest.param("\ufeffAda", "[U+FEFF]Ada", id="byte order mark"),
    ],
)
def test_what_is_shown(text, shown):
    assert visible(text) == shown
