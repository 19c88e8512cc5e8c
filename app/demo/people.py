"""Who plays in the demonstration? Invented names, numbers that are nobody's, and who works where. Plain values.

Phone numbers come from the series that Swedish authorities keep for fiction (070-1740605 to 070-1740699), addresses end in
.example, which nobody can own.
"""

# name, e-mail, roles: who can be chosen on the sign-in page
STAFF = (
    ("Maria Lind", "maria.lind@linkoping.example", ("planner", "coordinator")),
    ("Johan Berg", "johan.berg@linkoping.example", ("coordinator",)),
    ("Amina Farah", "amina.farah@linkoping.example", ("caseworker",)),
    ("Gunnar Holm", "gunnar.holm@linkoping.example", ("reader",)),
    ("Sofia Ek", "sofia.ek@linkoping.example", ("administrator",)),
)

FIRST = [
    "Åsa",
    "Erik",
    "Fatima",
    "Lars",
    "Zahra",
    "Per",
    "Karin",
    "Omar",
    "Eva",
    "Mikael",
    "Leila",
    "Anders",
    "Sara",
    "Björn",
    "Ingrid",
    "Yusuf",
    "Maja",
    "Tomas",
    "Nadia",
    "Olle",
    "Helena",
    "Mats",
    "Samira",
    "Gustav",
    "Lena",
    "Ali",
    "Ulrika",
    "Stefan",
    "Hodan",
    "Kerstin",
]
LAST = [
    "Ek",
    "Lund",
    "Strand",
    "Alm",
    "Dahl",
    "Nyberg",
    "Hassan",
    "Björk",
    "Sjö",
    "Vik",
    "Haddad",
    "Hed",
    "Åkesson",
    "Rask",
    "Wallin",
    "Nur",
    "Ström",
    "Kvist",
    "Öberg",
    "Falk",
]

# key, Swedish, English, recruit unit, one line that explains in Swedish and in English
ASSIGNMENTS = (
    ("foster_home", "Familjehem", "Foster home", "household",
     "Ett barn bor hos er en längre tid", "A child lives with you for a longer time"),
    ("emergency_home", "Jourhem", "Emergency foster home", "household",
     "Ett barn bor hos er en kort tid, ibland med kort varsel", "A child stays for a short time, sometimes at short notice"),
    ("support_family", "Stödfamilj", "Support family", "household",
     "Ett barn med funktionsnedsättning bor hos er vissa helger", "A child with a disability stays some weekends"),
    ("contact_family", "Kontaktfamilj", "Contact family", "household",
     "Ett barn är hos er ett par helger i månaden", "A child stays with you a couple of weekends a month"),
    ("contact_person", "Kontaktperson", "Contact person", "person",
     "Du träffar någon några timmar i veckan", "You meet somebody a few hours a week"),
    ("guardian", "God man", "Legal guardian", "person",
     "Du hjälper någon med ekonomi och rättigheter", "You help somebody with money and rights"),
    ("administrator", "Förvaltare", "Administrator", "person",
     "Som god man, men med större ansvar", "Like a legal guardian, with a larger responsibility"),
)  # fmt: skip

PITCHES = {
    "grassroots": (
        "Kan du vara någons trygghet? Kom och prata med oss.",
        "Could you be somebody's safe place? Come and talk to us.",
    ),
    "network": (
        "Du kanske är den vi söker. Vi berättar vad det innebär.",
        "You may be the one we look for. We tell you what it means.",
    ),
    "collaboration": (
        "Möt frivilliga som berättar hur det är på riktigt.",
        "Meet volunteers who tell you what it is really like.",
    ),
    "media": ("Vi söker fler som vill göra skillnad.", "We look for more people who want to make a difference."),
    "brand": ("Frivilligcentrum är en väg in till alla uppdrag.", "One way in to all assignments."),
}


def phone(number: int) -> str:
    """E.164 of the n-th number kept for fiction (95 of them)."""
    return f"+4670174{605 + number % 95:04}"
