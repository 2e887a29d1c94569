from django import template
from django.utils.formats import number_format

from credits.words import translated

register = template.Library()
SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}


@register.filter
def money(cents: int, currency: str) -> str:
    """Cents as people read them: $19, €4.50, 12 CHF."""
    amount = number_format(cents / 100, 2 if cents % 100 else 0)
    sign = SIGNS.get(currency)
    return f"{sign}{amount}" if sign else f"{amount} {currency.upper()}"


@register.filter
def sold(words: str) -> str:
    """The name or description of a plan, a pack or a price, in the language of the page."""
    return translated(words)
