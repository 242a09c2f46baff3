"""Words in job titles: abbreviations, and what tells the level and the function."""

from typing import Final

from hygiene.normalize.word_list import pairs, words

ABBREVIATIONS: Final = pairs(
    """
    vp vicepresident: vice president
    svp: senior vice president
    evp: executive vice president
    avp: assistant vice president
    rvp: regional vice president
    gm: general manager
    md: managing director
    ceo: chief executive officer
    cfo: chief financial officer
    cto: chief technology officer
    cio: chief information officer
    coo: chief operating officer
    cmo: chief marketing officer
    ciso: chief information security officer
    cso: chief security officer
    cro: chief revenue officer
    chro: chief human resources officer
    cpo: chief product officer
    cdo: chief data officer
    pm: project manager
    sr snr: senior
    jr jnr: junior
    mgr mngr: manager
    mgmt mgt: management
    dir: director
    eng engr engg: engineer
    dev devel: developer
    admin adm: administrator
    asst assist: assistant
    assoc: associate
    exec: executive
    coord: coordinator
    spec: specialist
    sup supv supvr: supervisor
    rep: representative
    acct accts: account
    tech: technology
    technologies: technology
    info: information
    it: information technology
    hr: human resources
    ops op operations operational: operations
    mktg mkt mktng: marketing
    mfg: manufacturing
    qa: quality assurance
    bd bizdev: business development
    dept: department
    intl: international
    natl: national
    svc svcs service: services
    sys: systems
    fin finance: finance
    purch: purchasing
    prod: product
    proj: project
    prog: program
    gen: general
    mng: managing
    pres: president
    chmn: chairman
    sw: software
    hw: hardware
    """
)
"""Short form -> words in full."""

SILENT: Final = words("of the and for de a an in at to")
"""Dropped, so that `Director of Sales` and `Sales Director` have the same words."""

DIRECTORS: Final = words(
    "director head directeur directrice direktor direktorin leiter leiterin directora diretor direttore"
)
MANAGERS: Final = words("manager supervisor lead teamleader gerente responsable teamleiter leader managerin")
HEADS: Final = words(
    "chief president owner founder cofounder chairman chairwoman chairperson partner proprietor geschaftsfuhrer"
    " geschaftsfuhrerin gerant inhaber vorstand"
)

FUNCTIONS: Final = pairs(
    """
    sales account vertrieb verkauf commercial revenue: sales
    marketing brand communications communication content demand: marketing
    finance financial accounting accountant controller treasurer audit auditor tax: finance
    information technology software developer network infrastructure systems devops data cloud: technology
    security infosec cybersecurity: security
    engineer engineering mechanical: engineering
    human people talent recruiter recruiting recruitment: people
    operations logistics supply chain warehouse: operations
    purchasing procurement buyer einkauf: purchasing
    legal counsel attorney compliance lawyer: legal
    product: product
    quality: quality
    research scientist science: research
    support customer success: customer
    """
)
"""Word -> function."""
