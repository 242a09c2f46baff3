"""Nicknames: which first names may be the same person's. Data: the package `nicknames` (Apache-2.0).

The relation is many-to-many (`alex`: alexander, alexandra ...), so nobody is *replaced* by a canonical name for
comparison: two names are related when they share a group. `canonical` is only a key for blocking.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import combinations, takewhile
from types import MappingProxyType

import numpy as np

from hygiene.normalize.distinct import Codes, Flags
from hygiene.normalize.text import fold_umlauts
from hygiene.normalize.word_list import pairs

_NOT_IN_THE_TABLE = """
alexander sascha xander; alexandra sascha sandra xandra; johannes hannes hans jo johann; joseph sepp seppi beppe
giuseppe; josef sepp seppi jupp; wilhelm willi willy; maximilian max maxi; sebastian basti bastian seb; tobias
tobi; andreas andi andy andre; matthias matze hias matt; michael michi mischa misha; johann hans hannes;
katharina kathi kati katja katrin; elisabeth lisa lisi elsbeth liesl sissi beth; margarete grete gretel marga;
friedrich fritz fred; heinrich heinz heiner; ludwig lutz; guillermo memo guille; francisco paco pancho fran curro;
jose pepe; ignacio nacho; manuel manolo manu; enrique quique kike; eduardo edu lalo; rafael rafa; fernando nando fer;
guadalupe lupe; dolores lola; concepcion concha conchita; mercedes merche; giovanni gianni nino; giuseppe beppe peppe;
francesco franco cecco; luigi gigi; antonio toni tonio tono toto; aleksandr sasha shura; dmitri dima mitya; mikhail
misha; vladimir vova volodya vlad; nikolai kolya; sergei seryozha; aleksei alyosha lyosha; yekaterina katya; ekaterina
katya; mariya masha; anastasia nastya; tatiana tanya; yelena lena; elena lena; olga olya; natalia natasha nata;
krzysztof krzys; stanislaw stan staszek; muhammad mohammed mohamed mohammad muhammed mo; stephen
steven stefan stephan; catherine katherine kathryn
"""

_PREFERRED = pairs(
    """
    bill billy will willy willie wilhelm william: william
    bob bobby rob robby robbie bert robert: robert
    jack johnny jon john ian johann johannes hans: john
    jonathan johnathan jonathon johnathon jonny: john
    dick rich rick ricky richie richard: richard
    tony anthony antonio toni: anthony
    liz lizzie beth betty betsy eliza lisa libby elisabeth elizabeth: elizabeth
    kate katie kathy cathy kathryn catherine kathleen kay kitty katherine katharina: katherine
    mike mick mickey micky micheal miguel michael: michael
    chris christopher christoph kris topher: christopher
    christine christina tina chrissy christy kristin kristen kristina christa: christine
    steve steven stephan stefan stephen: stephen
    joe joey josef joseph jose: joseph
    jim jimmy jamie james jamey: james
    pat patricia tricia trish patty: patricia
    patrick paddy: patrick
    ed eddie ted teddy ned edward edmund edgar: edward
    fred freddy frederick friedrich fritz: frederick
    peggy maggie meg marge margie margaret margarita: margaret
    ron ronnie ronald: ronald
    jen jenny jennifer jenna: jennifer
    sam sammy samuel: samuel
    samantha: samantha
    alex al alexander sandy alec sasha xander: alexander
    alexandra alexandria: alexandra
    andy drew andrew andreas andre: andrew
    dan danny daniel: daniel
    dave davey david: david
    tom tommy thomas: thomas
    tim timmy timothy: timothy
    matt matty matthew matthias: matthew
    nick nicky nicholas nicolas nikolas nikolai: nicholas
    greg gregg gregory: gregory
    jeff geoff geoffrey jeffrey jeffery: jeffrey
    larry lawrence laurence lars: lawrence
    charlie chuck chaz charles carl karl: charles
    frank frankie francis franz francisco francesco: francis
    harry hank henry heinrich heinz hal: henry
    ken kenny kenneth kent: kenneth
    ben benny benjamin benji: benjamin
    joan jane janet jean: jane
    sue susie suzy susan suzanne susanne: susan
    deb debbie debby deborah debra: deborah
    barb barbara babs: barbara
    becky becca rebecca: rebecca
    mary maria marie mae molly polly: mary
    ann anne anna annie nan nancy: ann
    vicky vicki victoria tori: victoria
    """
)


def nickname_groups(name: str) -> frozenset[str]:
    """The full names that a folded first name can stand for, itself among them when it is one.

    A name that the table does not know is its own only group.
    """
    groups = _formal_names().get(name, frozenset())
    return groups | {name} if name in _nicknames() or not groups else groups


def canonical(name: str) -> str:
    """One full name for a folded first name: the best known that it can stand for. A blocking key, never evidence."""
    known = nickname_groups(name) | {name}
    return _PREFERRED.get(name) or max(known, key=lambda other: _renown(other, name))


def _renown(other: str, name: str) -> tuple[int, bool, int, str]:
    alike = sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(other, name, strict=False)))
    return len(_nicknames().get(other, ())), other == name, alike, other


def related_pairs(names: list[str]) -> Codes:
    """Pairs of positions in a list of distinct folded names that share a nickname group, the lower position first.

    Returns:
        int64, shape (pairs, 2), sorted; no name is paired with itself.
    """
    members: dict[str, list[int]] = defaultdict(list)
    known = _formal_names().keys() | _nicknames().keys()
    for position, name in enumerate(names):
        for group in nickname_groups(name) if name in known else ():
            members[group].append(position)
    related = {pair for positions in members.values() for pair in combinations(positions, 2)}
    return np.array(sorted(related), np.int64).reshape(-1, 2)


def are_nicknames(left: Codes, right: Codes, related: Codes, names: int) -> Flags:
    """For pairs of name codes: do the two *different* names share a nickname group?

    Args:
        left: positions in the list that `related_pairs` was given; negative for a missing name.
        right: the same for the other name of each pair.
        related: the answer of `related_pairs`.
        names: length of that list.

    Returns:
        bool, the shape of `left`; False where a name is missing or both are the same.
    """
    low, high = np.minimum(left, right), np.maximum(left, right)
    return np.isin(low * names + high, related[:, 0] * names + related[:, 1]) & (low >= 0)


@cache
def _nicknames() -> Mapping[str, frozenset[str]]:
    """Full name -> its nicknames, all folded."""
    from nicknames import NickNamer

    table: dict[str, set[str]] = defaultdict(set)
    for name, nicknames in NickNamer.default_lookup().items():
        table[fold_umlauts(name)] |= {fold_umlauts(nickname) for nickname in nicknames}
    for line in " ".join(_NOT_IN_THE_TABLE.split()).split(";"):
        name, *more = map(fold_umlauts, line.split())
        table[name] |= set(more)
    return MappingProxyType({name: frozenset(nicknames - {name}) for name, nicknames in table.items()})


@cache
def _formal_names() -> Mapping[str, frozenset[str]]:
    """Nickname -> the full names it is used for."""
    inverse: dict[str, set[str]] = defaultdict(set)
    for name, nicknames in _nicknames().items():
        for nickname in nicknames:
            inverse[nickname].add(name)
    return MappingProxyType({name: frozenset(formal) for name, formal in inverse.items()})
