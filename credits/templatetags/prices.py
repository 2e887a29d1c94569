from django import template

register = template.Library()
SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}


@register.filter
def money(cents: int, currency: str) -> str:
    """Cents as people read them: $19, €4.50, 12 CHF."""
    amount = f"{cents / 100:.2f}".removesuffix(".00")
    sign = SIGNS.get(currency)
    return f"{sign}{amount}" if sign else f"{amount} {currency.upper()}"
