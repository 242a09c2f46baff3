"""Names of countries that ISO 3166 does not list: everyday, local, old and abbreviated ones."""

from types import MappingProxyType
from typing import Final

_TABLE = """
AE: uae, emirates, emiratos arabes unidos
AT: osterreich, oesterreich, autriche
AU: aussie, australien
BA: bosnia, bosnia herzegovina
BE: belgie, belgique, belgien
BN: brunei
BO: bolivia
BR: brasil, brasilien
BS: the bahamas
CD: dr congo, drc, democratic republic of congo, congo kinshasa, zaire
CG: congo brazzaville, republic of congo
CH: schweiz, suisse, svizzera, svizra, swiss, confoederatio helvetica
CI: ivory coast, cote d ivoire
CN: prc, zhongguo, p r china, mainland china, zhong guo
CV: cape verde
CZ: czech republic, cesko, ceska republika, tschechien
DE: deutschland, allemagne, alemania, germania, duitsland, tyskland, brd, federal republic of germany
DK: danmark, danemark
DZ: algerie
EE: eesti
EG: misr
ES: espana, spanien, espagne, spagna
FI: suomi, finnland
FK: falklands
FM: micronesia
FR: frankreich, francia, frankrijk
GB: uk, u k, england, great britain, britain, scotland, wales, northern ireland, gb uk, grossbritannien, royaume uni,
  reino unido, vereinigtes konigreich, united kingdom of great britain, england uk, scotland uk, wales uk, gbr uk
GR: hellas, ellada, griechenland, el
HK: hong kong sar, hongkong, hong kong sar china, xianggang
HR: hrvatska, kroatien
HU: magyarorszag, ungarn
IE: eire, irland, republic of ireland
IN: bharat, indien
IR: iran, persia
IS: island
IT: italia, italien, italie
JP: nippon, nihon, japon
KP: north korea, dprk
KR: korea, south korea, republic of korea, s korea, rok, hanguk, corea del sur
LA: laos
LT: lietuva
LV: latvija
MD: moldova
MK: macedonia, fyrom
MM: burma
MO: macau, macao sar
MX: mejico, mexiko
NL: holland, the netherlands, nederland, niederlande, pays bas, paises bajos
NO: norge, norwegen
NZ: aotearoa, neuseeland
PH: philippines, pilipinas
PL: polska, polen
PS: palestine, palestinian territories
PT: portugal
RO: romania, rumania, rumanien
RS: serbia, srbija
RU: russia, rossiya, rossiia, russland
SA: ksa, saudi, saudi arabia
SE: sverige, schweden
SI: slovenija
SK: slovensko, slovakia, slovak republic
SY: syria
SZ: swaziland
TH: siam
TL: east timor
TR: turkey, turkei, turkiye
TW: taiwan, taiwan roc, republic of china
TZ: tanzania
UA: ukraina, ukrayina
US: us, usa, u s, u s a, united states of america, america, the states, estados unidos, etats unis, stati uniti,
  vereinigte staaten, vereinigte staaten von amerika, verenigde staten, united states usa, us of a, usa us
VA: vatican, vatican city
VE: venezuela
VG: british virgin islands
VI: us virgin islands
VN: vietnam, viet nam
ZA: rsa, suid afrika, sudafrika
"""


def _parse(table: str) -> dict[str, str]:
    lines = table.replace(",\n ", ",").strip().splitlines()
    pairs = (line.split(": ", 1) for line in lines)
    return {name.strip(): code for code, names in pairs for name in names.split(",")}


ALIASES: Final = MappingProxyType(_parse(_TABLE))
"""Folded name (`text.words_only`) -> ISO 3166 alpha-2 code."""
