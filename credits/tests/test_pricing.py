from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from credits import services
from credits.models import Price
from credits.pricing import MICRO, Line, Rate, UnknownPrice, quote, to_credits, to_micro

MINUTE = {"edit": Rate(micro=MICRO, unit=Decimal(60))}


@pytest.mark.parametrize(
    ("seconds", "credits"),
    [("0", 0), ("0.001", 1), ("59.999", 1), ("60", 1), ("60.001", 2), ("120", 2), ("3600.5", 61)],
)
def test_a_started_minute_is_a_minute(seconds: str, credits: int) -> None:
    assert quote([Line("edit", Decimal(seconds))], MINUTE).micro == credits * MICRO


def test_a_quote_is_the_sum_of_its_lines() -> None:
    rates = {**MINUTE, "ingest": Rate(micro=5 * MICRO)}
    quoted = quote([Line("edit", Decimal(61), "Edit"), Line("ingest", Decimal(1), "Video")], rates)
    assert [(line.label, line.units, line.micro) for line in quoted.lines] == [
        ("Edit", 2, 2 * MICRO),
        ("Video", 1, 5 * MICRO),
    ]
    assert quoted.micro == 7 * MICRO


def test_what_has_no_price_cannot_be_quoted() -> None:
    with pytest.raises(UnknownPrice):
        quote([Line("free-lunch", Decimal(1))], MINUTE)


@pytest.mark.django_db
def test_the_newest_price_that_has_begun_counts() -> None:
    now = timezone.now()
    for micro, moment in (
        (7, now - timedelta(hours=2)),
        (9, now - timedelta(hours=1)),
        (99, now + timedelta(hours=1)),
    ):
        Price.objects.create(code="test", name="Test", micro=micro, effective_from=moment)
    assert services.quote_for(lines=[Line("test", Decimal(1))]).micro == 9
    Price.objects.filter(micro=99).update(effective_from=now)
    assert services.quote_for(lines=[Line("test", Decimal(1))]).micro == 99


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"micro": -1}, {"micro": 1, "unit": 0}, {"micro": 1, "unit": -60}])
def test_a_senseless_price_is_not_stored(fields: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.create(code="test", name="Test", **fields)


@pytest.mark.django_db
def test_a_new_installation_has_prices_for_all_its_work() -> None:
    rates = services.current_rates()
    assert (rates["ingest"].micro, rates["edit"]) == (5 * MICRO, Rate(micro=MICRO, unit=Decimal("60.000")))


@given(st.integers(min_value=0, max_value=10**15))
def test_credits_and_micro_credits_are_the_same_amount(micro: int) -> None:
    assert to_micro(Decimal(micro) / MICRO) == micro
    assert Decimal(str(to_credits(micro))) * MICRO == pytest.approx(micro, abs=1)


def test_whole_credits_read_as_whole_numbers_and_too_fine_ones_are_refused() -> None:
    assert (repr(to_credits(5 * MICRO)), to_credits(1_500_000)) == ("5", 1.5)
    with pytest.raises(ValueError, match="six decimals"):
        to_micro(Decimal("0.0000001"))


@given(
    seconds=st.decimals(min_value=0, max_value=10**6, places=3),
    micro=st.integers(min_value=0, max_value=10**9),
)
def test_a_quote_never_undercharges_and_never_by_more_than_a_unit(seconds: Decimal, micro: int) -> None:
    charged = quote([Line("x", seconds)], {"x": Rate(micro=micro, unit=Decimal(60))}).micro
    exact = seconds / 60 * micro
    assert exact - 1 <= charged <= exact + micro
