"""The words that invented songs and artists are made of. All of it is made up."""


def _listed(text: str, separator: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(separator))


FIRST_NAMES = _listed(
    "Nora Milo Tess Arlo Juno Remy Cleo Otis Maren Silas Vera Felix Isla Dorian Wren Anouk Cass Leif Petra Ravi Zadie"
    " Kofi Ximena Bruno Élodie Saoirse Zoë André Nuño Chloé Łucja Søren Mădălina Ayşe Jürgen Inês",
)
LAST_NAMES = _listed(
    "Halloran Vesper Okafor Lindqvist Marlowe Castellan Ibarra Thackeray Nakamura Brandt Sorrel Pike Ashdown Quill"
    " Moreau Delacroix Whitlock Aduba Farrow Kestrel Núñez Bäcker Grønn Čapek Østby Peña Araújo Şahin",
)
MONONYMS = _listed(
    "Lumen Vale Kaiya Orro Mazzy ZEPHYRA Nyx9 Sable Odalys bruxa Tavi RONIN88 Ember Solace Junebug Kilo Marrow Pixie"
    " Vanta Halcyon OLUMI Dazed4 moonfish Calyx Tindra Ottoline Sefina Rue",
)
BAND_ADJECTIVES = _listed("Velvet Paper Crooked Static Northern Hollow Golden Broken Silent Electric Wandering Marble")
BAND_NOUNS = _listed(
    "Lanterns Tigers Harbors Engines Ravens Cathedrals Satellites Orchards Wolves Mirrors Parades Tides",
)

TRICKY_ARTISTS = (
    # Names that a careless reader splits, joins or strips.
    "Marrow & Pike",
    "Brother & The Harbour Choir",
    "Nadir, The Younger",
    "Salt, Smoke & Ceremony",
    "Lumen x Vale",
    "X-Ray Orchard",
    "Malcolm Xavier x Rue",
    "PRIZ/M",
    "OX/BLD",
    "Left Bank Gift Shop",
    "Draft Horse",
    "Swift & Sons",
    "The With",
    "And Also Her",
    "Feather",
    "Featherweight Ft. Wayne",
    "The The Lanterns",
    "!Kha",
    "$AINT VERONA",
    "R.E.D.",
    "+/- 9",
    "1996",
    "Mö",
    "Señor Búho",
    "Young Versus Old",
)

TITLE_ADJECTIVES = _listed(
    "Neon Paper Midnight Velvet Broken Golden Slow Wild Lonely Electric Blue Hollow Crystal Burning Silver Fading"
    " Crooked Distant Sweet Heavy Sudden Borrowed Second Cheap Endless",
)
TITLE_NOUNS = _listed(
    "Rivers Hearts Summer Static Ghost Highway Mirrors Fever Satellite Garden Letters Thunder Gravity Sugar Shadows"
    " Horizon Paradise Echo Machine Daylight Promises Tattoo Oxygen Carousel Alibi Lighthouse",
)
TITLE_PHRASES = _listed(
    "Left on Read|Gift of the Draft|Don't Call It Love|I Still Drive Past Your House|Never Meant to Stay"
    "|Tell Me When It Hurts|What's Left of Us|Kiss Me (Like You Lie)|Out of Office|Half Past Gone|Two-Faced"
    "|Nobody's Tuesday|Say It to My Mother|If I Could, I Would|Everything, All the Time|Shut Up & Drive-In"
    "|Live a Little|Remix My Heart|Instrumental to You|Acoustic Nights|Sped Past You|Karaoke Queen|Version of Me"
    "|Lovers / Liars|Good Girl / Bad Year|4U|24/7/365|???|M.I.A. Again|Ok, Bye|Rosé & Regret|Déjà Vu Hotel"
    "|Mañana Nunca|Corazón de Papel|Ojos de Sal|La Última Ronda|Bailando Sin Luz|Ciudad Vacía|Saudade Elétrica"
    "|Meu Bem-Querer|Não Volta|Coração Blindado|Nuits Blanches|Après la Pluie|Ça Suffit|Über den Wolkenbruch"
    "|Mädchen aus Glas|Kein Zurück Mehr|Øyeblikk|Gülümse Yine|Ostatni Tramwaj|I Want It (I Got Rent)|Bitter/Sweet"
    "|Dumb Luck|Cowboy Therapy|Texas Forgot|Whiskey Math|Church Shoes|Tailgate Prayers|No Signal|Main Character"
    "|Soft Launch|Situationship|Delulu Season|Crash Out|Read Receipts|Airport Goodbye|Therapy Bills|Passenger Seat"
    "|Wrong Coast|Rent-Free|Body Language Barrier",
    "|",
)
CHRISTMAS_TITLES = _listed(
    "Mistletoe Alibi|Snowed In with You|Christmas on the Night Bus|One More December|Sleigh Bells in Texas"
    "|Tinsel & Tears|Merry Everything|Home by Christmas Eve|Santa Lost My Number|Silver Bells and Neon",
    "|",
)

NON_LATIN = (
    # (artist, titles): scripts that are never transliterated.
    ("夜の灯台", ("雨のち君", "深夜バスの窓", "さよならネオン", "モノクローム")),
    ("ミズキ・アオイ", ("桜色の嘘", "カラフル", "星屑ロケット")),
    ("海岸線ラジオ", ("夏の終わりに", "透明な手紙", "ラストシーン")),
    ("하늘정원", ("봄날의 편지", "새벽 세 시", "그림자 춤")),
    ("도윤빈", ("너의 계절", "불꽃놀이", "서울의 밤")),
    ("林雨桐", ("城南旧雨", "慢慢喜欢你的风", "月光邮局")),
    ("北岸樂隊", ("海邊的冬天", "無聲的城市")),
    ("Северный трамвай", ("Белый шум", "До утра", "Последний вагон")),
    ("Марина Лунная", ("Позвони мне", "Лето в кармане")),
    ("نورس البحر", ("ليل طويل", "قلبي معاك")),
    ("Αλκυόνη", ("Νύχτα στην πόλη", "Χωρίς εσένα")),
    ("आरव मेहरा", ("दिल का मौसम", "बारिश वाली रात")),
    ("ธาราดาว", ("คืนที่ไม่มีเธอ", "รักในสายลม")),
    ("שירה אלון", ("לילה לבן", "עד הבוקר")),
)

LABELS = _listed(
    "Tall Pine Records|Northlight/Harbour|Glasshouse|Paper Crown Music|Meridian Sound|Odd Number Recordings"
    "|Casa Azul Discos|Blue Door/Static|Copper Wire|SELF-ISSUED",
    "|",
)

KARAOKE_ARTISTS = ("Sing Along Factory", "Karaoke Parade", "Backing Track Bros", "Zoom-In Karaoke Stars")
TRIBUTE_ARTISTS = ("The Tribute Players", "Hit Crew Allstars", "String Cousins", "Lullaby Lamb", "Quiet Piano Club")
COVER_ARTISTS = (
    "Molly & Jack Covers",
    "Bedroom Bossa",
    "Boyce Harlan",
    "The Sunday Strings",
    "Acoustic Heartstrings Duo",
)
REMIXERS = ("DJ Ontario", "Kilowatt", "Frida Storm", "Subaqua", "MILANØ", "HALFSTEP")
VENUES = ("Harbour Hall", "the Old Foundry", "Red Mesa", "Radio 9 Session", "Kulturhaus Nord")
COMPILATIONS = ("Big Hits 2026", "Summer Anthems", "Now Playing Vol. 41", "Workout Fever", "Throwback Road Trip")
