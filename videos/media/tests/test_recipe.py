import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.media.operations import CATALOGUE, OperationRefused, Trim
from videos.media.probe import MediaInfo
from videos.media.recipe import parse_recipe, to_json, validate

TRIM = {"operation": "trim", "startTime": 0.5, "endTime": 2}
CROP = {"operation": "crop", "width": 100, "height": 100, "x": 10, "y": 10}
TEXT = {"operation": "add-text", "text": "Hello"}
FILTER = {"operation": "apply-filter", "filterType": "sepia"}


def refusal(steps: Any, info: MediaInfo | None = None) -> OperationRefused:
    def follow() -> None:
        recipe = parse_recipe(steps)
        if info is not None:
            validate(recipe, info)

    with pytest.raises(OperationRefused) as caught:
        follow()
    return caught.value


def test_the_catalogue_names_its_operations() -> None:
    assert set(CATALOGUE) == {
        "trim", "crop", "apply-filter", "add-text", "export", "resize", "rotate", "flip", "speed", "reverse",
        "fade", "adjust", "volume", "normalize-audio", "replace-audio", "overlay-image", "burn-captions",
        "reframe", "remove-parts", "remove-silence", "concat", "extract-audio", "stabilize", "denoise", "gif",
    }  # fmt: skip
    assert all(operation.name == name for name, operation in CATALOGUE.items())


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_field_tells_what_a_form_needs(name: str) -> None:
    schema = CATALOGUE[name].model_json_schema(by_alias=True)
    groups = [schema, *schema.get("$defs", {}).values()]
    fields = [field for group in groups for field in group.get("properties", {}).items()]
    assert fields
    for wire_name, field in fields:
        assert field["description"], wire_name
        assert "example" in field, wire_name
        assert "_" not in wire_name
    for text in (
        CATALOGUE[name].title,
        CATALOGUE[name].description,
        CATALOGUE[name].icon,
    ):
        assert text


# What these mean is a shift or an exponent: there is no word behind the number.
WITHOUT_UNIT = {"brightness", "gamma"}


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_choice_has_words_and_every_number_a_unit(name: str) -> None:
    schema = CATALOGUE[name].model_json_schema(by_alias=True)
    for group in (schema, *schema.get("$defs", {}).values()):
        for wire_name, field in group.get("properties", {}).items():
            for branch in (field, *field.get("anyOf", ())):
                assert set(field.get("x-labels", ())) >= set(branch.get("enum", ())), wire_name
                if branch.get("type") in {"number", "integer"}:
                    assert "unit" in field or wire_name in WITHOUT_UNIT, wire_name
            assert all(field.get("x-labels", {"": "words"}).values())


def test_every_error_of_every_operation_is_told() -> None:
    refused = refusal([{**TRIM, "startTime": -1, "endTime": "x"}, {"operation": "export"}, {**CROP, "x": -1}])
    assert [each.field for each in refused.each] == [
        "operations.0.startTime", "operations.0.endTime", "operations.1", "operations.2.x",
    ]  # fmt: skip
    cues = [{"start": 1}] * 1000
    assert len(refusal([{"operation": "burn-captions", "cues": cues}]).each) == 100


def test_every_example_in_the_schema_is_accepted() -> None:
    for name, operation in CATALOGUE.items():
        properties = operation.model_json_schema(by_alias=True)["properties"]
        fields = {field: described["example"] for field, described in properties.items()}
        if name == "add-text":
            del fields["position"]  # an anchor or a position, not both
        assert parse_recipe([{"operation": name, **fields}])


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ({}, "operations"),
        ([], "operations"),
        ([TRIM] * 51, "operations"),
        (["trim"], "operations.0"),
        ([{"operation": "explode"}], "operations.0.operation"),
        ([{"operation": ["trim"]}], "operations.0.operation"),
        ([TRIM, {"operation": "trim", "startTime": 1}], "operations.1.endTime"),
        ([{**TRIM, "startTime": -1}], "operations.0.startTime"),
        ([{**TRIM, "startTime": True}], "operations.0.startTime"),
        ([{**TRIM, "startTime": "abc"}], "operations.0.startTime"),
        ([{**TRIM, "startTime": "1e3"}], "operations.0.startTime"),
        ([{**TRIM, "startTime": "nan"}], "operations.0.startTime"),
        ([{**TRIM, "startTime": float("nan")}], "operations.0.startTime"),
        ([{**TRIM, "endTime": float("inf")}], "operations.0.endTime"),
        ([{**TRIM, "endTime": 10**30}], "operations.0.endTime"),
        ([{**TRIM, "startTime": None}], "operations.0.startTime"),
        ([{**TRIM, "startTime": [1]}], "operations.0.startTime"),
        ([{**TRIM, "other": 1}], "operations.0.other"),
        ([{**TRIM, "params": {"startTime": 1}}], "operations.0.startTime"),
        ([{**CROP, "width": 10.5}], "operations.0.width"),
        ([{**CROP, "width": 0}], "operations.0.width"),
        ([{**CROP, "x": -1}], "operations.0.x"),
        ([{**FILTER, "filterType": "explode"}], "operations.0.filterType"),
        ([{**FILTER, "intensity": 1.01}], "operations.0.intensity"),
        ([{**TEXT, "text": ""}], "operations.0.text"),
        ([{**TEXT, "text": " \n "}], "operations.0.text"),
        ([{**TEXT, "text": "\x00\x01"}], "operations.0.text"),
        ([{**TEXT, "text": "x" * 501}], "operations.0.text"),
        ([{**TEXT, "style": {"color": "white:box=1"}}], "operations.0.style.color"),
        ([{**TEXT, "style": {"color": "#12345"}}], "operations.0.style.color"),
        ([{**TEXT, "style": {"color": "white\n"}}], "operations.0.style.color"),
        ([{**TEXT, "style": {"fontFamily": "../../etc/passwd"}}], "operations.0.style.fontFamily"),
        ([{**TEXT, "position": {"x": 1}}], "operations.0.position.y"),
        ([{**TEXT, "anchor": "middle"}], "operations.0.anchor"),
        ([{"operation": "export", "format": "exe"}], "operations.0.format"),
        ([{"operation": "export"}, TRIM], "operations.0"),
    ],
)
def test_a_wrong_recipe_is_refused_at_its_field(steps: Any, field: str) -> None:
    refused = refusal(steps)
    assert refused.field == field
    assert refused.code
    assert refused.message.endswith(".")


@pytest.mark.parametrize(
    ("step", "code", "field"),
    [
        ({**TRIM, "startTime": 2}, "end_before_start", "endTime"),
        ({**TRIM, "startTime": 2.5}, "end_before_start", "endTime"),
        ({**TRIM, "endTime": 3.2}, "beyond_end", "endTime"),
        ({**TRIM, "startTime": 3.0, "endTime": 3.01}, "beyond_end", "startTime"),
        ({**TRIM, "startTime": 1.0, "endTime": 1.001}, "too_short", "endTime"),
        ({**CROP, "width": 311}, "outside_frame", "width"),
        ({**CROP, "height": 171}, "outside_frame", "height"),
        ({**TEXT, "position": {"x": 320, "y": 0}}, "outside_frame", "position.x"),
        ({**TEXT, "position": {"x": 0, "y": 180}}, "outside_frame", "position.y"),
        ({**TEXT, "position": {"x": 0, "y": 0}, "anchor": "top"}, "position_and_anchor", "anchor"),
        ({**TEXT, "duration": {"start": 2, "end": 2}}, "end_before_start", "duration.end"),
        ({**TEXT, "duration": {"start": 3}}, "beyond_end", "duration.start"),
        ({**TEXT, "style": {"fontSize": 400}}, "text_too_large", "style.fontSize"),
        ({"operation": "export", "format": "webm", "codec": "h264"}, "codec_not_in_format", "codec"),
    ],
)
def test_what_does_not_fit_the_film_is_refused(
    film_info: MediaInfo, step: dict[str, Any], code: str, field: str
) -> None:
    refused = refusal([step], film_info)
    assert (refused.code, refused.field) == (code, f"operations.0.{field}")


def test_each_step_is_checked_against_what_the_one_before_left(film_info: MediaInfo) -> None:
    assert refusal([TRIM, TRIM], film_info).field == "operations.1.endTime"
    assert refusal([CROP, {**CROP, "x": 1}], film_info).field == "operations.1.width"


def test_an_end_one_frame_late_means_the_end(film_info: MediaInfo) -> None:
    plan = validate([Trim(start_time=1, end_time=3.03)], film_info)
    assert plan.duration == pytest.approx(2.0)


def test_numbers_from_forms_are_numbers() -> None:
    trim = parse_recipe([{"operation": "trim", "startTime": " 0.5 ", "endTime": "2"}])[0]
    assert trim == Trim(start_time=0.5, end_time=2)


def test_fields_may_stand_under_params() -> None:
    assert parse_recipe([{"operation": "crop", "params": {"width": 64, "height": 64}}])


def test_odd_sizes_are_rounded_and_the_person_is_told(film_info: MediaInfo) -> None:
    plan = validate(parse_recipe([{**CROP, "width": 101}]), film_info)
    assert (plan.output.width, plan.output.height) == (100, 100)
    assert any("100x100" in note for note in plan.notes)


def test_an_export_is_never_enlarged_unasked(film_info: MediaInfo) -> None:
    step = {"operation": "export", "resolution": "720p"}
    plan = validate(parse_recipe([step]), film_info)
    assert (plan.output.width, plan.output.height) == (320, 180)
    assert any("320x180" in note for note in plan.notes)
    asked = validate(parse_recipe([{**step, "allowUpscale": True}]), film_info)
    assert (asked.output.width, asked.output.height) == (1280, 720)


def test_characters_that_the_typeface_lacks_are_told(film_info: MediaInfo) -> None:
    plan = validate(parse_recipe([{**TEXT, "text": "Xin chào Việt Nam 漢"}]), film_info)
    assert [note for note in plan.notes if "漢" in note]
    assert "ệ" not in "".join(plan.notes)


def json_values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=5,
    )


FIELDS = sorted({
    name
    for operation in CATALOGUE.values()
    for name in operation.model_json_schema(by_alias=True)["properties"]
})  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    steps=st.lists(
        st.builds(
            lambda name, fields: {"operation": name, **fields},
            st.sampled_from(list(CATALOGUE)) | json_values(),
            st.dictionaries(st.sampled_from(FIELDS), json_values(), max_size=4),
        ),
        max_size=3,
    )
)
def test_any_json_is_a_recipe_or_a_polite_refusal(film_info: MediaInfo, steps: list[dict[str, Any]]) -> None:
    refused, recipe = None, None
    try:
        recipe = parse_recipe(steps)
        validate(recipe, film_info)
    except OperationRefused as caught:
        refused = caught
    if recipe is None or refused is not None:
        assert refused is not None
        assert refused.message
        assert refused.field is not None
        return
    stored = json.loads(json.dumps(to_json(recipe), allow_nan=False))
    assert parse_recipe(stored) == recipe


@settings(max_examples=60, deadline=None)
@given(
    start=st.floats(0, 2.9), length=st.floats(0.05, 3), text=st.text(min_size=1, max_size=40),
    intensity=st.floats(0, 1), anchor=st.sampled_from(["top", "left", "bottom-right"]),
)  # fmt: skip
def test_sensible_recipes_come_back_from_storage_unchanged(
    start: float, length: float, text: str, intensity: float, anchor: str
) -> None:
    steps = [
        {"operation": "trim", "startTime": start, "endTime": start + length},
        {**FILTER, "intensity": intensity},
        {**TEXT, "text": f"a{text}", "anchor": anchor, "style": {"color": "#ff00ff80", "outline": "black"}},
        {"operation": "export", "preset": "youtube"},
    ]
    recipe = parse_recipe(steps)
    assert parse_recipe(json.loads(json.dumps(to_json(recipe)))) == recipe
