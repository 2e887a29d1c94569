"""Wishes that no edit of a film can grant: whole videos deleted, things published, accounts, credits."""

import re

from ai.providers.local.assistant.wishes import Clause, Question

THINGS = (
    r"videos?|films?|clips?|movies?|files?|library|librar(?:y|ies)|projects?|uploads?|"
    r"account|profile|data|history|conversations?|"
    r"everything|drafts?|it all|photos?|images?|pictures?"
)
FILLING = (
    r"(?: (?:all|every|everything|of|the|this|that|my|our|these|those|whole|entire|"
    r"original|old|other|everyone's|it|from|in|permanently|please|now|forever|single|"
    r"me|i|you|for))*"
)
DELETED = re.compile(
    rf"\b(?:delete|erase|wipe|destroy|trash|remove|get rid of|clear)(?: (?:all|every|of|"
    rf"the|this|that|my|our|these|those|whole|entire|original|old|other|single|user'?s?|"
    rf"everyone's|part))*"
    rf" (?:{THINGS}|it){FILLING}(?: (?:{THINGS}))?{FILLING}$"
)
ACCOUNT = re.compile(
    r"\b(?:account|password|subscription|e-?mail address|two-factor|api key|payment method)\b"
)
PUBLISHED = re.compile(
    r"\b(?:publish|upload|share|e-?mail|tweet|livestream|go live|broadcast it)\b|"
    r"\b(?:post|send) (?:it|this|that|the|my|a)\b"
)
MONEY = re.compile(r"\bcredits?\b|\b(?:buy|purchase|refund|pay)\b|\b(?:upgrade|subscribe)\b")


def refusal(clause: Clause) -> Question | None:
    """Say what cannot be done from here, for a clause that is no edit."""
    text = clause.text
    if DELETED.search(text) and not any(letter.isdigit() for letter in text):
        return Question("", "refused_delete", {})
    if ACCOUNT.search(text):
        return Question("", "refused_account", {})
    if MONEY.search(text):
        return Question("", "refused_money", {})
    return Question("", "refused_publish", {}) if PUBLISHED.search(text) else None
