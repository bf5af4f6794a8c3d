"""Which language a text is in, from its small words: Dutch and Norwegian are read, their neighbours are told apart."""

import re
from collections import Counter

# Small words and endings; a word that several languages share helps each of them and decides nothing.
_SMALL = {
    "nl": """de het een van en in op te dat die voor met is zijn aan door bij om ook naar uit wordt worden niet als of
        over tot binnen heeft deze dit hij zij je wij ons onze eigen zodat waarbij tussen onder geen kan kunnen wel
        tijdens jaarlijks opstellen functie verantwoordelijk leidinggevende klanten overleg afdeling taken geeft""",
    "nb": """og i å det som på er en av for til at med har de ikke den et om fra var seg han hun så men vi kan skal
        blir ved også etter eller når ut mot opp mellom sammen gjennom hver mer noe noen oppgaver ansvar kunder
        stillingen selger ledelse bidra utvikle sikre egne kundene rapporterer oppfølging jobber sitt sin sine""",
    "sv": """och i att det som på är en av för till med har de inte den ett om från var sig han hon så men vi kan ska
        blir vid också efter eller när ut mot upp mellan tillsammans genom varje mer något några uppgifter kunder
        säljare försäljning ansvarar arbetar samt är även både göra medarbetare rapporterar säkerställa våra""",
    "da": """og i at det som på er en af for til med har de ikke den et om fra var sig han hun så men vi kan skal
        bliver ved også efter eller når ud mod op mellem sammen gennem hver mere noget nogle opgaver ansvar kunder
        sælger ledelse bidrage udvikle sikre egne arbejder medarbejdere uddannelse virksomhed samarbejde opfølgning blev
        hvad dig mig deres være""",
    "en": """the of and to in a is that for it as with on be by this are from or an at which will have has their
        responsible customers sales you your our we reports team all its not can must role duties including""",
    "de": """der die das und in zu den von mit ist auf für im dem nicht ein eine als auch es an werden aus er hat dass
        sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis
        verantwortlich kunden aufgaben vertrieb mitarbeiter""",
    "fr": """le la les de des du et un une en est pour que dans qui sur avec par au aux plus ce sont pas ou il elle
        vous nous votre clients responsable""",
    "es": "el la los las de y que en un una es por con para se del al como más su sus o este clientes responsable",
}
_WORDS = {code: frozenset(words.split()) for code, words in _SMALL.items()}
_TELLING = {
    "sv": re.compile(
        r"\b(?:och|för|är|att|till|från|också|något|mellan|inte|efter|försälj\w*|sälj\w*)\b", re.IGNORECASE
    ),
    "da": re.compile(
        r"\b(?:af|efter|hvad|mellem|gennem|mere|bliver|blev|nogle|noget|sig|dig|ud|op|mod|sælg\w*|opgave\w*"
        r"|udvikl\w*|arbejd\w*"
        r"|medarbejder\w*|uddannelse\w*|virksomhed\w*|samarbejd\w*|budgett\w*|opnå\w*|kundeb\w*|\w+tion\w*"
        r"|hjælp\w*|selvstændig\w*)\b",
        re.IGNORECASE,
    ),
    "nb": re.compile(
        r"\b(?:av|etter|hva|mellom|gjennom|mer|blir|ble|noen|noe|seg|deg|ut|opp|mot|selg\w*|oppgave\w*"
        r"|utvikl\w*|arbeid\w*"
        r"|medarbeider\w*|utdann\w*|virksomhet\w*|samarbeid\w*|budsjett\w*|oppnå\w*|\w+sjon\w*|hjelp\w*"
        r"|selvstendig\w*|jobb\w*)\b",
        re.IGNORECASE,
    ),
}  # fmt: skip
READ = ("nl", "nb")
CHARACTERS = 60_000


def scores(text: str) -> dict[str, float]:
    """The share of words that each language counts among its small words; the three Nordic ones also by spelling."""
    words = re.findall(r"[^\W\d_]+", text[:CHARACTERS].lower())
    if not words:
        return dict.fromkeys(_WORDS, 0.0)
    counted = Counter(words)
    out = {code: sum(counted[word] for word in small) / len(words) for code, small in _WORDS.items()}
    nordic = " ".join(words)
    for code, telling in _TELLING.items():
        out[code] += len(telling.findall(nordic)) / len(words)
    return out


def find_language(text: str) -> str | None:
    """The code of the most likely language, None when the text has too few small words to tell."""
    ranked = sorted(scores(text).items(), key=lambda entry: -entry[1])
    code, best = ranked[0]
    return code if best >= 0.08 else None
