"""Common given and family names, places and company words by country; names are facts, so no licence binds them."""

from dataclasses import dataclass

_ENGLISH_GIVEN = (
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph"
    " Thomas Sarah Charles Karen Christopher Lisa Daniel Nancy Matthew Betty Anthony Sandra Mark Margaret Donald Ashley"
    " Steven Kimberly Andrew Emily Paul Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Melissa George Deborah"
    " Timothy Stephanie Ronald Rebecca Jason Laura Edward Helen Jeffrey Sharon Ryan Cynthia Samuel Kathleen Gregory Amy"
    " Alexander Angela Patrick Shirley Jack Anna Dennis Ruth Tyler Brenda Aaron Pamela Nathan Nicole Zoe Tanisha Latoya"
)
_ENGLISH_FAMILY = (
    "Smith Johnson Williams Brown Jones Davis Miller Wilson Moore Taylor Anderson Thomas Jackson White Harris Martin"
    " Thompson Robinson Clark Lewis Lee Walker Hall Allen Young King Wright Scott Green Baker Adams Nelson Hill"
    " Mitchell Roberts Carter Phillips Evans Turner Parker Edwards Collins Stewart Morris Murphy Cook Rogers Morgan"
    " Peterson Reed Bailey Bell Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett Gray Hughes Price Myers"
    " Foster Sanders Ross Powell Sullivan Russell Ortiz Jenkins Perry Butler Barnes Fisher Henderson Coleman Simmons"
    " O'Connor McDonald Fitzgerald Abernathy Castellano Delacroix Eastwick Featherstone Grimshaw Hargreaves Nakamura"
    " Okafor Pemberton Quigley Ramaswamy Silverstein Thornbury Underhill Vandermeer Whitlock Yarborough Zielinski"
)


def words(text: str, between: str = " ") -> tuple[str, ...]:
    """A table written as one text, taken apart."""
    return tuple(text.split(between))


@dataclass(frozen=True)
class Country:
    """What a record from there looks like. Weights are shares of the people in the samples."""

    labels: tuple[str, ...]
    weight: int
    given: tuple[str, ...]
    family: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]
    street: str
    legal: tuple[str, ...]


def _places(text: str) -> tuple[tuple[str, str, str], ...]:
    city_state_code = (tuple(place.split("|")) for place in text.split(";"))
    return tuple((city, state, code) for city, state, code in city_state_code)


def _country(labels: str, weight: int, given: str, family: str, places: str, street: str, legal: str) -> Country:
    return Country(
        words(labels, "|"), weight, words(given), words(family),
        _places(places), street, words(legal, "|"),
    )  # fmt: skip


COUNTRIES: dict[str, Country] = {
    "US": _country(
        "United States|USA|US|United States of America", 44, _ENGLISH_GIVEN, _ENGLISH_FAMILY,
        "Austin|TX|78701;Boston|MA|02110;Chicago|IL|60606;Denver|CO|80202;Portland|OR|97204;Seattle|WA|98104"
        ";Raleigh|NC|27601;Columbus|OH|43215;Phoenix|AZ|85004;Atlanta|GA|30303",
        "{} Maple Street", "Inc.|LLC|Corp.|Incorporated|Co.",
    ),
    "GB": _country(
        "United Kingdom|UK|GB|Great Britain", 12, _ENGLISH_GIVEN, _ENGLISH_FAMILY,
        "London||EC2A 4NE;Leeds||LS1 4AP;Bristol||BS1 6QF;Manchester||M2 3WQ;Edinburgh||EH2 4AD",
        "{} Mill Lane", "Ltd|Limited|PLC|LLP",
    ),
    "DE": _country(
        "Germany|DE|Deutschland", 12,
        "Lukas Anna Jürgen Sabine Thomas Petra Johannes Katharina Stefan Monika Björn Käthe Uwe Renate Jörg Annette"
        " Markus Heike Florian Birgit Günther Silke Matthias Ulrike",
        "Müller Schmidt Schneider Fischer Weber Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf"
        " Schröder Neumann Zimmermann Krüger Hartmann Köhler Weiß Groß Jäger Böhm Vogel",
        "Berlin||10115;Hamburg||20095;München||80331;Köln||50667;Leipzig||04109",
        "Gartenstraße {}", "GmbH|AG|GmbH & Co. KG|KG",
    ),
    "FR": _country(
        "France|FR", 8,
        "Camille Léa Hugo Chloé Jean-Pierre François Hélène Benoît Céline Gaëlle Mathieu Sylvie Étienne Aurélie Luc"
        " Margaux Thierry Noémie",
        "Martin Bernard Dubois Durand Lefèvre Moreau Laurent Simon Michel Garnier Faure Rousseau Blanc Guérin Boyer"
        " Chevalier Gauthier Perrin",
        "Paris||75009;Lyon||69002;Nantes||44000;Toulouse||31000;Lille||59800",
        "{} rue des Lilas", "SAS|SARL|SA",
    ),
    "ES": _country(
        "Spain|ES|España", 4,
        "José María Carmen Francisco Lucía Antonio Íñigo Begoña Javier Pilar Andrés Rocío",
        "García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Núñez Muñoz Ibáñez",
        "Madrid||28013;Barcelona||08007;Valencia||46002", "Calle Mayor {}", "S.L.|S.A.",
    ),
    "IT": _country(
        "Italy|IT|Italia", 4,
        "Giuseppe Giulia Marco Francesca Luca Chiara Andrea Elena Niccolò Matteo Alessia Davide",
        "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Testa D'Angelo",
        "Milano|MI|20121;Torino|TO|10121;Bologna|BO|40121", "Via Garibaldi {}", "S.r.l.|S.p.A.",
    ),
    "NL": _country(
        "Netherlands|NL|The Netherlands", 4,
        "Daan Emma Sem Sanne Pieter Fleur Bram Anouk Jeroen Marijke Willem Lotte",
        "Jansen Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Kuiper",
        "Amsterdam||1017 AB;Utrecht||3511 LX;Eindhoven||5611 EM", "Kerkstraat {}", "B.V.|N.V.",
    ),
    "SE": _country(
        "Sweden|SE|Sverige", 3,
        "Åsa Erik Maja Lars Elin Göran Karin Nils Ebba Sven Astrid Jörgen",
        "Andersson Johansson Karlsson Nilsson Eriksson Lindström Sjöberg Åberg Öberg Lindqvist Hedlund Bergström",
        "Stockholm||111 22;Göteborg||411 06;Malmö||211 22", "Storgatan {}", "AB",
    ),
    "PL": _country(
        "Poland|PL|Polska", 3,
        "Paweł Agnieszka Michał Małgorzata Łukasz Katarzyna Grzegorz Joanna Wojciech Zofia",
        "Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski",
        "Warszawa||00-001;Kraków||31-007", "ul. Lipowa {}", "Sp. z o.o.|S.A.",
    ),
    "IN": _country(
        "India|IN", 4,
        "Aarav Priya Rahul Ananya Vikram Deepa Sanjay Kavya Arjun Lakshmi Rohan Meera",
        "Sharma Patel Singh Gupta Reddy Iyer Nair Mehta Desai Chatterjee Kulkarni Banerjee",
        "Bengaluru|Karnataka|560001;Mumbai|Maharashtra|400001;Pune|Maharashtra|411001",
        "{} MG Road", "Pvt. Ltd.|Private Limited",
    ),
    "JP": _country(
        "Japan|JP|日本", 3,
        "Haruto Yui Sota Hina Kenji Sakura Takumi Aoi Hiroshi Yuka",
        "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Kobayashi Kato Yoshida",
        "Tokyo||100-0005;Osaka||530-0001;Nagoya||450-0002", "{}-chome Marunouchi", "K.K.|Co., Ltd.",
    ),
    "BR": _country(
        "Brazil|BR|Brasil", 3,
        "João Ana Pedro Mariana Lucas Beatriz Thiago Letícia Rafael Fernanda",
        "Silva Santos Oliveira Souza Pereira Lima Carvalho Gonçalves Araújo Conceição",
        "São Paulo|SP|01310-100;Curitiba|PR|80010-000", "Rua das Flores {}", "Ltda.|S.A.",
    ),
    "TR": _country(
        "Turkey|TR|Türkiye", 2,
        "Mehmet Ayşe Mustafa Zeynep Emre Elif İbrahim Gülşen", "Yılmaz Kaya Demir Şahin Çelik Öztürk Aydın Doğan",
        "Istanbul||34000;Ankara||06000", "Gül Sokak {}", "A.S.|Ltd. Sti.",
    ),
    "GR": _country(
        "Greece|GR|Ελλάδα", 2,
        "Giorgos Maria Nikos Eleni Dimitris Katerina Yannis Sofia",
        "Papadopoulos Nikolaidis Georgiou Dimitriou Ioannidis Vlachos Karagiannis Makris",
        "Athens||105 57;Thessaloniki||546 22", "Odos Ermou {}", "A.E.|E.P.E.",
    ),
    "CA": _country(
        "Canada|CA", 3, _ENGLISH_GIVEN, _ENGLISH_FAMILY,
        "Toronto|ON|M5H 2N2;Vancouver|BC|V6B 1A1", "{} Birch Avenue", "Inc.|Ltd.",
    ),
    "AU": _country(
        "Australia|AU|AUS", 3, _ENGLISH_GIVEN, _ENGLISH_FAMILY,
        "Sydney|NSW|2000;Melbourne|VIC|3000", "{} Wattle Road", "Pty Ltd|Pty. Ltd.",
    ),
    "IE": _country(
        "Ireland|IE", 2, _ENGLISH_GIVEN, _ENGLISH_FAMILY, "Dublin||D02 X285;Cork||T12 W8KP", "{} Quay Street", "Ltd|DAC"
    ),
}  # fmt: skip

NATIVE_SCRIPT: dict[str, str] = {
    "Haruto": "陽翔", "Yui": "結衣", "Sota": "颯太", "Hina": "陽菜", "Kenji": "健二", "Sakura": "さくら",
    "Takumi": "匠", "Aoi": "葵", "Hiroshi": "浩", "Yuka": "由佳", "Sato": "佐藤", "Suzuki": "鈴木",
    "Takahashi": "高橋", "Tanaka": "田中", "Watanabe": "渡辺", "Ito": "伊藤",
    "Yamamoto": "山本", "Kobayashi": "小林", "Kato": "加藤", "Yoshida": "吉田",
    "Giorgos": "Γιώργος", "Maria": "Μαρία", "Nikos": "Νίκος", "Eleni": "Ελένη", "Dimitris": "Δημήτρης",
    "Katerina": "Κατερίνα", "Yannis": "Γιάννης", "Sofia": "Σοφία", "Papadopoulos": "Παπαδόπουλος",
    "Nikolaidis": "Νικολαΐδης", "Georgiou": "Γεωργίου", "Dimitriou": "Δημητρίου", "Ioannidis": "Ιωαννίδης",
    "Vlachos": "Βλάχος", "Karagiannis": "Καραγιάννης", "Makris": "Μακρής",
}  # fmt: skip
"""The name as its bearer writes it, for the countries whose names stand romanised above."""

NICKNAMES: dict[str, str] = {
    "William": "Bill", "Robert": "Bob", "Elizabeth": "Liz", "Michael": "Mike", "James": "Jim", "Jennifer": "Jen",
    "Thomas": "Tom", "Margaret": "Peggy", "Richard": "Rick", "Christopher": "Chris", "Samuel": "Sam",
    "Kathleen": "Kathy", "Patricia": "Pat", "Edward": "Ted", "Rebecca": "Becky", "Timothy": "Tim", "Andrew": "Andy",
    "Deborah": "Debbie", "Gregory": "Greg", "Kimberly": "Kim", "Francisco": "Paco", "José": "Pepe",
    "Giuseppe": "Beppe", "Johannes": "Hannes", "Katharina": "Käthe",
}  # fmt: skip

COMPANY_FIRST = words(
    "Bluefern Harrowmoor Copperline Silvermere Oakhollow Stonebridge Ravenswick Larkfield Quillon Tidewick Emberlyn"
    " Foxglen Brightwater Northmoor Cedarvale Millbrae Ashgrove Windmere Falconridge Greystoke Marrowby Juniperhall"
    " Saltmarsh Thornwick Willowbank Kestrelgate Pinecross Redhollow Summitview Glenavon Amberly Briarcliffe Coldspring"
    " Duskwater Elmshore Fernleigh Goldenmeadow Hawksworth Ironvale Kittiwake Lindenhof Mossbrook Nettlecombe"
)
COMPANY_LAST = words(
    "Logistics Robotics Analytics Foods Textiles Energy Software Instruments Health Packaging Media Consulting"
    " Manufacturing Insurance Aerospace Systems Networks Pharma Materials Education Retail Semiconductors"
)
TITLES = words(
    "Chief Technology Officer|VP Engineering|Head of Platform|DevOps Engineer|Software Engineer|Engineering Manager"
    "|Director of IT|Security Architect|Data Engineer|Product Manager|Site Reliability Engineer|QA Lead|Test Engineer"
    "|Procurement Manager|Head of Infrastructure|Scrum Master|Release Manager|Solutions Architect|CIO|Team Lead",
    between="|",
)
INDUSTRIES = words(
    "Financial Services|Manufacturing|Software & Internet|Retail|Healthcare|Public Sector|Telecommunications", "|"
)
