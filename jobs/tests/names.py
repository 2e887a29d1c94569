"""The names of the works in works.py, apart from them: settings name works before models can be imported."""

NAMES = {
    f"tests.{name}": f"jobs.tests.works.{name.upper()}"
    for name in (
        "steady",
        "restless",
        "refused",
        "spoken",
        "later",
        "broken",
        "poison",
        "robbed",
        "divided",
        "piece",
        "distant",
    )
}
