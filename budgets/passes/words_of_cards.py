"""The words on a card and its sheet, in Dutch (B1) and English: nothing of a scheme, an income or an amount."""

CARD_WORDS = {
    "nl": {
        "title": "Pas",
        "number-is": "Nummer",
        "hint": "Laat de code scannen bij de kassa.",
        "typed": "Lukt scannen niet? Typ deze code:",
        "lost": "Kwijt of gestolen?",
        "lost-then": "Bel de gemeente. De pas werkt dan meteen niet meer. Wat erop staat, blijft van jou.",
        "found": "Gevonden?",
        "found-then": "Geef deze pas aan de gemeente.",
        "subject": "Je pas",
        "greeting": "Beste {name},",
        "this-is": "Hieronder vind je je pas. Je betaalt ermee bij winkels en clubs die deze pas aannemen.",
        "pay": "Zo betaal je",
        "pay-then": "Laat de code op je pas scannen bij de kassa. Je hoort meteen of het gelukt is. De winkel ziet "
        "niet wie je bent en niet hoeveel er op je pas staat.",
        "pin": "Je pincode",
        "pin-then": "Heeft je pas een pincode? Typ die zelf in en geef hem aan niemand. Zonder pincode kun je per dag "
        "tot een bepaald bedrag betalen.",
        "if-lost": "Pas kwijt?",
        "if-lost-then": "Bel de gemeente of blokkeer je pas zelf. Je krijgt een nieuwe. Wat erop staat, blijft van "
        "jou.",
        "cut": "Knip de pas uit langs de streepjes en vouw hem dubbel.",
    },
    "en": {
        "title": "Pass",
        "number-is": "Number",
        "hint": "Let the till scan the code.",
        "typed": "Scanning fails? Type this code:",
        "lost": "Lost or stolen?",
        "lost-then": "Call the municipality. The pass stops working at once. What is on it stays yours.",
        "found": "Found it?",
        "found-then": "Please hand this pass in at the municipality.",
        "subject": "Your pass",
        "greeting": "Dear {name},",
        "this-is": "Below is your pass. You pay with it at the shops and clubs that accept this pass.",
        "pay": "How to pay",
        "pay-then": "Let the till scan the code on your pass. You hear at once whether it worked. The shop does not "
        "see who you are, nor how much is on your pass.",
        "pin": "Your PIN",
        "pin-then": "Does your pass have a PIN? Type it yourself and give it to nobody. Without a PIN you can pay up "
        "to a certain amount a day.",
        "if-lost": "Lost your pass?",
        "if-lost-then": "Call the municipality, or block the pass yourself. You get a new one. What is on it stays "
        "yours.",
        "cut": "Cut the pass out along the dashes and fold it in two.",
    },
}
