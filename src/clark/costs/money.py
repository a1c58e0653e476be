"""Money is a Decimal of US dollars: with binary fractions a sum would differ from its parts."""

from decimal import ROUND_HALF_UP, Decimal

Money = Decimal
CENT = Decimal("0.01")
NOTHING = Decimal(0)


def dollars(amount: Money) -> str:
    """An amount as people read it, to the cent: $1,234.50, and -$3.00 for less than nothing."""
    rounded = amount.quantize(CENT, ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    return f"{sign}${abs(rounded):,}"


def exact(amount: Money) -> str:
    """An amount with every digit that it has and no exponent, for files and programs."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
