"""Words in company names: legal forms beside those of `cleanco`, and abbreviations."""

from typing import Final

from hygiene.normalize.word_list import pairs, words

MORE_LEGAL_FORMS: Final = words(
    """
    inc incorporated corp corporation co company companies ltd limited llc lc llp lllp lp plc pllc pc pa na ulc
    unlimited gmbh mbh ag kg kgaa ohg gbr ug ev eg se sa sas sasu sarl eurl sci snc spa srl srls sapa bv bvba nv vof
    cv cvba vzw asbl ab oy oyj as asa aps ivs hf ehf pty pte pvt private sdn bhd tbk pt sl slu slne sau ltda lda
    eireli me epp sp zoo spzoo sro doo dd ad ead eood ood kft zrt nyrt bt rt kk gk ks yk jsc pjsc ojsc cjsc ooo oao
    zao pao ao tov too fze fzco fzc dmcc wll spc saog saoc sal qsc kscc trust cooperative coop scrl spol
    haftungsbeschrankt gesellschaft aktiengesellschaft
    """
)
"""Single words, dropped at the end of a name."""

LEADING_FORMS: Final = words("pt ooo oao zao pao tov too uab sia ab oy")
"""Legal forms that also stand in front."""

LEGAL_CONNECTORS: Final = words("and de y e und et cie")
"""Dropped among legal forms: `GmbH & Co. KG`, `S. de R.L. de C.V.`."""

ABBREVIATIONS: Final = pairs(
    """
    intl internat: international
    natl: national
    tech techs technologies: technology
    mfg manuf mfr manufacturers manufacturer: manufacturing
    svc svcs serv service: services
    sys syst system: systems
    soln solns solution: solutions
    mgmt mgt mngmt: management
    grp gruppe groupe grupo gruppo: group
    hldg hldgs holding: holdings
    assoc assocs assn association associate: associates
    bros bro brothers: brothers
    dev devel developments: development
    dist distr distrib distributors distributor: distribution
    eng engr engrg engineers: engineering
    ent entpr enterprise: enterprises
    ind inds indus industry industrial: industries
    ins insur: insurance
    inst: institute
    invest invs investment: investments
    lab labs laboratory: laboratories
    med: medical
    pharma pharm pharmaceutical: pharmaceuticals
    prod prods product: products
    prop props property: properties
    univ uni universitat universite universidad: university
    consult consultants consulting: consulting
    comm comms communication: communications
    telecom telco telecommunications: telecommunications
    info: information
    auto: automotive
    chem chemical: chemicals
    constr: construction
    elec elect electric: electrical
    electr electronic: electronics
    fin: financial
    log: logistics
    mktg: marketing
    net networks: network
    res: research
    sci: sciences
    semi semicond semiconduct semiconductor: semiconductors
    soft sw: software
    trans transp: transport
    st: saint
    ctr centre: center
    dept: department
    govt: government
    hosp: hospital
    amer: american
    """
)
"""Short and variant forms -> the form that stands for all of them."""
