from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from ai import registry
from ai.capabilities import Capability, ProviderError, Refused, Unsupported
from ai.emulator.server import running
from ai.models import ModelSpec
from ai.providers.tests.test_every_capability import LINES
from ai.services import catalogue, circuit, refreshing
from ai.services.catalogue import NoModel, UnknownModel, choose
from credits.pricing import Line
from credits.services import quote_for

pytestmark = pytest.mark.django_db
VIDEO = Capability.TEXT_TO_VIDEO
TODAY = date(2026, 11, 21)
BUSY = ProviderError("busy", "Busy.", permanent=False)


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = settings.ELEVENLABS_API_KEY = ""
    settings.REPLICATE_API_TOKEN, settings.REPLICATE_BASE_URL, settings.ELEVENLABS_BASE_URL = "r8", "", ""
    settings.AI_FAKE = False


def order(wish: str = "", capability: Capability = VIDEO) -> list[str]:
    return [spec.model_id for spec in choose(capability=capability, wish=wish, today=TODAY).candidates]


def spec_of(model: str, capability: Capability = VIDEO) -> ModelSpec:
    return ModelSpec.objects.get(capability=capability, model_id=model)


def test_every_capability_has_a_default_a_price_and_something_without_any_key(settings: Settings) -> None:
    settings.REPLICATE_API_TOKEN = ""
    for capability in Capability:
        assert ModelSpec.objects.filter(capability=capability, is_default=True).count() <= 1
        assert [spec.provider for spec in choose(capability=capability).candidates] == ["local"]
    for spec in ModelSpec.objects.all():
        assert registry.has(provider=spec.provider, capability=Capability(spec.capability)), spec
        assert quote_for(lines=[Line(spec.price_code, 1)]).micro >= 0  # type: ignore[arg-type]


def test_the_default_comes_first_and_then_the_order() -> None:
    assert order() == [
        "bytedance/seedance-1-pro",
        "google/veo-3-fast",
        "minimax/hailuo-02",
        "kwaivgi/kling-v2.1-master",
        "wan-video/wan-2.2-t2v-fast",
        "storyboard",
    ]
    catalogue.make_default(spec=spec_of("minimax/hailuo-02"))
    assert order()[0] == "minimax/hailuo-02"
    assert order("google/veo-3-fast")[:2] == ["google/veo-3-fast", "minimax/hailuo-02"]
    assert order("local/storyboard")[0] == "storyboard"


def test_what_is_ended_disabled_or_failing_is_passed_over_and_said() -> None:
    first, second, third, *_ = choose(capability=VIDEO).candidates
    ModelSpec.objects.filter(pk=first.pk).update(ends_on=TODAY)
    ModelSpec.objects.filter(pk=second.pk).update(is_enabled=False)
    for _number in range(5):
        circuit.failed(third, BUSY)
    choice = choose(capability=VIDEO, today=TODAY)
    assert choice.candidates[0].model_id == "kwaivgi/kling-v2.1-master"
    assert choice.notes == (
        "Seedance 1 Pro ended on 21 November 2026.",
        "Hailuo 02 has trouble at the moment.",
    )
    assert first in choose(capability=VIDEO, today=TODAY - timedelta(days=1)).candidates


def test_a_model_that_ended_is_followed_by_its_replacement(settings: Settings) -> None:
    settings.OPENAI_API_KEY = "sk"
    day = date(2027, 3, 1)
    choice = choose(capability=Capability.SPEECH_TO_TEXT, wish="openai/whisper-1", today=day)
    assert [spec.model_id for spec in choice.candidates] == ["gpt-transcribe", "recognition"]
    assert choice.notes == ("Whisper ended on 26 February 2027.",)


def test_a_wish_that_nobody_knows_or_can_do_is_said_plainly() -> None:
    with pytest.raises(UnknownModel, match="veo-9"):
        choose(capability=VIDEO, wish="veo-9")
    choice = choose(capability=Capability.CHAT, wish="openai/gpt-6-luna")
    assert choice.notes == ("GPT-6 Luna needs a key for openai.",)
    ModelSpec.objects.filter(provider="local").update(is_enabled=False, is_default=False)
    with pytest.raises(NoModel, match="chat"):
        choose(capability=Capability.CHAT)


def test_the_database_keeps_one_default_and_none_that_is_disabled() -> None:
    other = spec_of("google/veo-3-fast")
    for change in ({"is_default": True}, {"is_default": True, "is_enabled": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ModelSpec.objects.filter(pk=other.pk).update(**change)


def test_a_breaker_opens_lets_one_try_and_closes_again(settings: Settings) -> None:
    settings.AI_BREAKER_FAILURES, settings.AI_BREAKER_REST_SECONDS = 3, 60
    spec = spec_of("google/veo-3-fast")
    for harmless in (Refused("no"), Unsupported("seed", "no"), ProviderError("request_refused", "no")):
        circuit.failed(spec, harmless)
    for _number in range(2):
        circuit.failed(spec, BUSY)
    assert circuit.admit(spec)
    circuit.failed(spec, BUSY)
    assert circuit.state(spec) is circuit.State.OPEN
    assert not circuit.admit(spec)
    circuit.rest_is_over(spec)
    assert circuit.state(spec) is circuit.State.HALF_OPEN
    assert circuit.admit(spec)
    assert not circuit.admit(spec), "one trial at a time"
    circuit.failed(spec, BUSY)
    assert circuit.state(spec) is circuit.State.OPEN
    circuit.rest_is_over(spec)
    assert circuit.admit(spec)
    circuit.succeeded(spec)
    assert circuit.state(spec) is circuit.State.CLOSED


def test_a_model_that_the_vendor_no_longer_has_ends_today_once() -> None:
    spec = spec_of("google/veo-3-fast")
    assert catalogue.mark_gone(spec=spec)
    assert not catalogue.mark_gone(spec=spec)
    assert "google/veo-3-fast" not in [each.model_id for each in choose(capability=VIDEO).candidates]
    assert spec in catalogue.ending_soon()


def test_the_nightly_refresh_learns_ends_schemas_and_what_is_there(settings: Settings) -> None:
    day = timezone.now().date()
    with running() as world:
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk", f"{world.address}/openai/v1"
        settings.REPLICATE_BASE_URL = f"{world.address}/replicate"
        settings.ELEVENLABS_API_KEY, settings.ELEVENLABS_BASE_URL = "xi", f"{world.address}/elevenlabs"
        world.script({"settings": {"ends": {"gpt-5.6-terra": str(day + timedelta(days=30))}}})
        world.script({"settings": {"retired": ["google/lyria-2"]}})
        world.script({"rules": [{"match": "GET /elevenlabs/.*", "status": 500}]})
        ModelSpec.objects.filter(model_id="stability-ai/stable-audio-2.5").update(params_schema={"x-note": 1})
        seen = refreshing.refresh()
    assert set(seen) == {"openai", "replicate"}, "a vendor that fails is left for tomorrow"
    terra = ModelSpec.objects.filter(model_id="gpt-5.6-terra")
    assert {spec.ends_on for spec in terra} == {day + timedelta(days=30)}
    assert set(terra) <= set(catalogue.ending_soon())
    schema = spec_of("stability-ai/stable-audio-2.5", Capability.MUSIC).params_schema
    assert (schema["x-note"], schema["properties"]["duration"]["maximum"]) == (1, 190)
    assert spec_of("google/lyria-2", Capability.MUSIC).seen_at is None
    assert spec_of("google/veo-3-fast").seen_at is not None


def test_each_provider_has_the_methods_of_its_capabilities(settings: Settings, tmp_path: Path) -> None:
    settings.OPENAI_API_KEY = settings.ELEVENLABS_API_KEY = "key"
    settings.AI_FAKE = True
    assert registry.available() == set(registry.PROVIDERS)
    for name in registry.PROVIDERS:
        made = registry.provider(name)
        missing = [each for each in registry.PROVIDERS[name] if not hasattr(made, registry.method_of(each))]
        assert missing == []
        able = {"cancel": registry.CANCELS, "find": registry.FINDS, "forget": registry.FORGETS,
                "callback": registry.CALLS_BACK}  # fmt: skip
        assert [verb for verb, names in able.items() if name in names and not hasattr(made, verb)] == []
        assert registry.provider(name) is made
        if hasattr(made, "close"):
            made.close()
    settings.AI_FAKE = False
    with pytest.raises(registry.NotSwitchedOn):
        registry.provider("fake")


def test_every_capability_of_every_vendor_is_tried_through_its_sdk() -> None:
    rows = {(name, each) for name in registry.PROVIDERS for each in registry.PROVIDERS[name]}
    assert set(LINES) == {(name, each) for name, each in rows if name not in {"local", "fake"}}


def test_staff_see_ends_health_and_jobs(admin_client: object, alice: User) -> None:
    page = admin_client.get("/admin/ai/modelspec/?q=whisper")  # type: ignore[attr-defined]
    assert page.status_code == 200
    assert (
        "ends on 2027-02-26, used by 0 jobs of 0 projects in 30 days; then GPT Transcribe"
        in page.content.decode()
    )
    for other in ("errand", "inspection"):
        assert admin_client.get(f"/admin/ai/{other}/").status_code == 200  # type: ignore[attr-defined]
