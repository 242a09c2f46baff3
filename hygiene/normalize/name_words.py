"""Words in names that are no name: forms of address, generations and degrees, particles."""

from typing import Final

from hygiene.normalize.word_list import pairs, words

ADDRESSES: Final = words("mr mrs ms mx mister dr prof herr frau hr mme mlle monsieur sr sra srta senor senora sig dott")
"""Dropped in front of a first name, also when nothing else stands there."""

HONORIFICS: Final = words(
    """
    miss madam madame doctor professor sir dame lord lady rev reverend fr capt captain maj lt sgt dipl ing signor
    signora sigra dottore avv arch lic drs dhr mevr mw pani engr shri smt
    """
)
"""Dropped in front of a first name; never its only word. Without those that are first names too (Don, Gen, Pan)."""

SUFFIXES: Final = pairs(
    """
    jr jnr junior filho: jr
    sr snr senior: sr
    ii 2nd: ii
    iii 3rd: iii
    iv 4th: iv
    v 5th: v
    """
)
"""Generations, as they stand behind a last name. They tell father from son."""

DEGREES: Final = words(
    """
    phd md mba msc bsc ma ba bs ms jd llm llb esq cpa cfa pmp dds dvm rn pe cissp shrm cfp dba edd mph mpa meng beng
    ret obe mbe cbe qc kc ca acca fcca mcse itil csm cism cisa ceo cfo cto
    """
)
"""Dropped behind a last name; never its only word."""

PARTICLES: Final = words(
    """
    van von vom zu zum zur der den de del della dela dello degli dei di da das dos do du des la le las los lo y e af
    av ter ten te tot op het bin binte bint ibn ben bat al el ul abu ap
    """
)
"""Dropped from the core of a last name, unless nothing would be left."""

FILLERS: Final = words("aaa bbb ccc ddd eee fff ggg hhh jjj kkk lll mmm nnn ooo ppp qqq rrr sss ttt vvv yyy zzz")
"""Fillers in a name that may be the name of a firm."""

ALSO_FILLERS: Final = words("blank sample tester geen nan nil nada no non")
"""Names that people really have, though elsewhere they say nothing."""
