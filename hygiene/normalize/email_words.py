"""Mailboxes that belong to a role or to nobody, and providers with rules of their own."""

from typing import Final

from hygiene.normalize.word_list import words

ROLES: Final = words(
    """
    info infos information informations informacion informazioni informacje informatie kontakt contact contacts
    contacto contato contatto contactus kontakte hello hi hallo hola bonjour ciao welcome sales sale salesteam
    vertrieb verkauf ventes vente ventas vendas vendite verkoop forsaljning salg inquiry inquiries enquiry enquiries
    anfrage anfragen support help helpdesk service services servicedesk customerservice customersupport customercare
    kundenservice kundendienst soporte suporte assistenza office buero sekretariat secretariat secretary segreteria
    empfang reception rezeption recepcion admin admins administrator administration administracion verwaltung
    webmaster postmaster hostmaster webadmin root sysadmin it itsupport noc abuse security privacy datenschutz dpo
    gdpr legal compliance marketing presse press media pr news newsletter events event team staff mail mailbox email
    post posta poczta correo correio courrier zentrale central general billing invoice invoices invoicing rechnung
    rechnungen facturas facturation fatture factuur buchhaltung accounting accounts accountspayable ap ar finance
    finanzen finances payments purchasing procurement einkauf achats compras acquisti orders order bestellung
    bestellungen pedidos ordini commandes shop store booking bookings reservations reservation reservas jobs job
    career careers karriere hr personal recruiting recruitment recrutement rh bewerbung empleo noreply donotreply
    mailer mailerdaemon bounce bounces notifications notification alerts partner partners partnership feedback
    management geschaeftsleitung geschaftsleitung direction direccion direzione dir company firma test tech
    technical technik engineering dev developer developers api operations ops logistics versand shipping export
    import everyone all subscribe unsubscribe web website online social community members membership training
    academy education
    """
)
"""Local parts without dots, dashes and underscores."""

ABSENT: Final = words(
    """
    noemail noemails nomail noemailaddress noemailprovided noemailgiven noemailavailable emailunknown unknownemail
    notprovided notavailable notapplicable notgiven none noone nobody nomailbox donotemail donotmail dontemail
    unknown invalid invalidemail bademail fakeemail fake dummy placeholder noaddress nil null nada keinemail
    keineemail sinemail sincorreo pasdemail pasemail semmail sememail nessunaemail geenemail refused declined
    """
)
"""Local parts that say "there is none", at any domain."""

TEST: Final = words(
    """
    test tests testing tester test1 test2 test123 testtest asdf asdfasdf qwerty abc abc123 xxx xxxx aaa aaaa aa a x
    xx na no any anything someone somebody none me you user username email name example sample demo temp 123 1234
    12345 123456 firstlast foo foobar bar
    """
)
"""Local parts that are a filler when the domain says nothing about an employer."""

FILLER_DOMAINS: Final = words(
    """
    test.com test.de test.org test.net test.test testing.com tests.com none.com none.none no.com noemail.com
    nomail.com noemail.invalid na.com na.na unknown.com unknown.org asdf.com asdfasdf.com xxx.com xyz.xyz abc.com
    fake.com fakeemail.com nowhere.com noreply.com invalid.com domain.com yourdomain.com mydomain.com email.email
    example.com example.org example.net a.com aa.com aaa.com x.com no.no null.com dummy.com notprovided.com
    notavailable.com donotemail.com placeholder.com company.com
    """
)
"""Domains at which the `TEST` local parts are fillers (`example.com` is reserved, so only those)."""

NOBODYS_DOMAINS: Final = words(
    """
    noemail.com nomail.com none.com na.com none.none na.na test.test noemail.invalid
    """
)
"""Domains at which every address is a filler."""

DOTS_IGNORED: Final = words(
    """
    gmail.com googlemail.com proton.me protonmail.com pm.me
    """
)
"""Providers for which `a.b@` and `ab@` are one mailbox. Source: their own help pages."""

SAME_PROVIDER: Final = {"googlemail.com": "gmail.com"}
"""Domain -> the domain under which the same mailbox is also reached, for every mailbox."""

MORE_FREE: Final = words(
    """
    gmx.net gmx.de gmx.at gmx.ch web.de t-online.de freenet.de posteo.de mailbox.org hotmail.co.uk hotmail.de
    hotmail.fr outlook.de outlook.fr outlook.com live.de live.com msn.com hey.com fastmail.com tutanota.com tuta.io
    proton.me protonmail.com pm.me icloud.com me.com mac.com yahoo.co.jp yahoo.co.in ymail.com rocketmail.com
    naver.com daum.net hanmail.net 163.com 126.com qq.com sina.com foxmail.com yandex.ru yandex.com mail.ru bk.ru
    list.ru inbox.ru rambler.ru ukr.net libero.it virgilio.it alice.it tiscali.it orange.fr wanadoo.fr laposte.net
    free.fr sfr.fr bluewin.ch telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl home.nl wp.pl o2.pl onet.pl
    interia.pl seznam.cz centrum.cz btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com bigpond.com
    bigpond.net.au optusnet.com.au xtra.co.nz shaw.ca rogers.com sympatico.ca telus.net videotron.ca comcast.net
    verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net frontier.com optonline.net
    uol.com.br bol.com.br terra.com.br ig.com.br rediffmail.com
    """
)
"""Mailbox providers that the packaged list may lack."""
