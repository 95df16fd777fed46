"""How publishers write countries, and the one way in which we do: ISO 3166-1 alpha-2 in lower case, or `global`."""

import unicodedata
from types import MappingProxyType

from tophits.domain.charts import GLOBAL

_COUNTRIES = """
ad Andorra; ae United Arab Emirates; af Afghanistan; ag Antigua & Barbuda; ai Anguilla; al Albania; am Armenia;
ao Angola; aq Antarctica; ar Argentina; as American Samoa; at Austria; au Australia; aw Aruba;
ax Åland Islands; az Azerbaijan; ba Bosnia & Herzegovina; bb Barbados; bd Bangladesh; be Belgium;
bf Burkina Faso; bg Bulgaria; bh Bahrain; bi Burundi; bj Benin; bl St Barthelemy; bm Bermuda; bn Brunei;
bo Bolivia; bq Caribbean NL; br Brazil; bs Bahamas; bt Bhutan; bv Bouvet Island; bw Botswana; by Belarus;
bz Belize; ca Canada; cc Cocos Islands; cd DR Congo; cf Central African Rep.; cg Congo;
ch Switzerland; ci Côte d'Ivoire; ck Cook Islands; cl Chile; cm Cameroon; cn China; co Colombia; cr Costa Rica;
cu Cuba; cv Cape Verde; cw Curaçao; cx Christmas Island; cy Cyprus; cz Czech Republic; de Germany; dj Djibouti;
dk Denmark; dm Dominica; do Dominican Republic; dz Algeria; ec Ecuador; ee Estonia; eg Egypt;
eh Western Sahara; er Eritrea; es Spain; et Ethiopia; fi Finland; fj Fiji; fk Falkland Islands; fm Micronesia;
fo Faroe Islands; fr France; ga Gabon; gb United Kingdom; gd Grenada; ge Georgia; gf French Guiana;
gg Guernsey; gh Ghana; gi Gibraltar; gl Greenland; gm Gambia; gn Guinea; gp Guadeloupe; gq Equatorial Guinea;
gr Greece; gs South Georgia & the South Sandwich Islands; gt Guatemala; gu Guam; gw Guinea-Bissau; gy Guyana;
hk Hong Kong; hm Heard Island & McDonald Islands; hn Honduras; hr Croatia; ht Haiti; hu Hungary; id Indonesia;
ie Ireland; il Israel; im Isle of Man; in India; io British Indian Ocean Territory; iq Iraq; ir Iran;
is Iceland; it Italy; je Jersey; jm Jamaica; jo Jordan; jp Japan; ke Kenya; kg Kyrgyzstan; kh Cambodia;
ki Kiribati; km Comoros; kn St Kitts & Nevis; kp North Korea; kr South Korea; kw Kuwait; ky Cayman Islands;
kz Kazakhstan; la Laos; lb Lebanon; lc St Lucia; li Liechtenstein; lk Sri Lanka; lr Liberia; ls Lesotho;
lt Lithuania; lu Luxembourg; lv Latvia; ly Libya; ma Morocco; mc Monaco; md Moldova; me Montenegro;
mf Saint Martin; mg Madagascar; mh Marshall Islands; mk North Macedonia; ml Mali; mm Myanmar; mn Mongolia;
mo Macau; mp Northern Mariana Islands; mq Martinique; mr Mauritania; ms Montserrat; mt Malta; mu Mauritius;
mv Maldives; mw Malawi; mx Mexico; my Malaysia; mz Mozambique; na Namibia; nc New Caledonia; ne Niger;
nf Norfolk Island; ng Nigeria; ni Nicaragua; nl Netherlands; no Norway; np Nepal; nr Nauru; nu Niue;
nz New Zealand; om Oman; pa Panama; pe Peru; pf French Polynesia; pg Papua New Guinea; ph Philippines;
pk Pakistan; pl Poland; pm St Pierre & Miquelon; pn Pitcairn; pr Puerto Rico; ps Palestine; pt Portugal;
pw Palau; py Paraguay; qa Qatar; re Réunion; ro Romania; rs Serbia; ru Russia; rw Rwanda; sa Saudi Arabia;
sb Solomon Islands; sc Seychelles; sd Sudan; se Sweden; sg Singapore; sh St Helena; si Slovenia;
sj Svalbard & Jan Mayen; sk Slovakia; sl Sierra Leone; sm San Marino; sn Senegal; so Somalia; sr Suriname;
ss South Sudan; st Sao Tome & Principe; sv El Salvador; sx Sint Maarten; sy Syria; sz Eswatini;
tc Turks & Caicos Islands; td Chad; tf French S. Terr.; tg Togo; th Thailand; tj Tajikistan; tk Tokelau;
tl East Timor; tm Turkmenistan; tn Tunisia; to Tonga; tr Turkey; tt Trinidad & Tobago; tv Tuvalu; tw Taiwan;
tz Tanzania; ua Ukraine; ug Uganda; um US minor outlying islands; us United States; uy Uruguay; uz Uzbekistan;
va Vatican City; vc St Vincent; ve Venezuela; vg British Virgin Islands; vi US Virgin Islands; vn Vietnam;
vu Vanuatu; wf Wallis & Futuna; ws Samoa; ye Yemen; yt Mayotte; za South Africa; zm Zambia; zw Zimbabwe
"""

COUNTRIES = MappingProxyType(
    {code: name for code, _, name in (item.strip().partition(" ") for item in _COUNTRIES.split(";"))}
)
"""ISO 3166-1 alpha-2 codes in lower case, each with its usual English name."""

_OTHER_NAMES = {
    "uk": "gb",
    "great britain": "gb",
    "united states of america": "us",
    "usa": "us",
    "korea": "kr",
    "korea republic of": "kr",
    "republic of korea": "kr",
    "korea democratic people s republic of": "kp",
    "czechia": "cz",
    "holland": "nl",
    "the netherlands": "nl",
    "russian federation": "ru",
    "viet nam": "vn",
    "turkiye": "tr",
    "taiwan province of china": "tw",
    "ivory coast": "ci",
    "uae": "ae",
    "swaziland": "sz",
    "timor leste": "tl",
    "cabo verde": "cv",
    "bolivia plurinational state of": "bo",
    "venezuela bolivarian republic of": "ve",
    "iran islamic republic of": "ir",
    "moldova republic of": "md",
    "tanzania united republic of": "tz",
    "world": GLOBAL,
    "worldwide": GLOBAL,
    "ww": GLOBAL,
    "zz": GLOBAL,
    GLOBAL: GLOBAL,
}


def _plain(text: str) -> str:
    """A name without accents, marks and case: `Côte d'Ivoire` is `cote d ivoire`."""
    letters = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


_BY_NAME = {_plain(name): code for code, name in COUNTRIES.items()} | _OTHER_NAMES


def territory_code(text: str) -> str | None:
    """`us` for "US", "United States" and "usa", `gb` for "uk", `global` for "Worldwide"; None for none of them."""
    plain = _plain(text)
    return plain if plain in COUNTRIES else _BY_NAME.get(plain)
