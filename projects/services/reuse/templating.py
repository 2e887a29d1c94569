"""Templates: made of a project, kept, and used to make projects with other words and other films."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from projects.models import Film, Project, ProjectTemplate, Role, Shot
from projects.services import keeping, timelines
from projects.services.film import keeping as films
from projects.services.film.parts import board_of
from projects.services.reuse.duplicating import has_film
from projects.services.reuse.filling import (
    LONGEST_VALUE,
    FieldKind,
    TemplateField,
    TooLong,
    media_clips,
    merged,
    names_in,
    rewritten,
    with_files,
    without_empty_texts,
    words_of,
)
from projects.services.roles import must_be
from projects.timeline.checking import read
from videos.models import Video

MOST_TEMPLATES = 200  # of one person
MOST_FIELDS = 40
SHOT_FIELDS = ("text", "picture", "camera", "seconds", "source", "begin")
Json = dict[str, Any]


def find(*, user: User) -> QuerySet[ProjectTemplate]:
    """The user's own templates and those for everybody, the newest first."""
    seen = ProjectTemplate.objects.filter(Q(owner=user) | Q(owner__isnull=True))
    return seen.select_related("picture")


def get(*, user: User, template_id: uuid.UUID) -> ProjectTemplate:
    """Raises ProjectTemplate.DoesNotExist for other people's."""
    return find(user=user).get(pk=template_id)


@transaction.atomic
def create(
    *,
    user: User,
    project_id: uuid.UUID,
    name: str,
    description: str = "",
    fields: Sequence[Mapping[str, Any]] = (),
    slots: Mapping[str, Mapping[str, str]] | None = None,
) -> ProjectTemplate:
    """Makes a template of a project: of its film if it has one and no clip is a field, else of its timeline.

    `slots` are clips whose file is a field, by clip id, each with a `name`. Raises Project.DoesNotExist,
    RoleMissing, or ValidationError naming the field.
    """
    project = must_be(user=user, project_id=project_id, least=Role.EDITOR)
    User.objects.select_for_update().get(pk=user.pk)
    if ProjectTemplate.objects.filter(owner=user).count() >= MOST_TEMPLATES:
        raise ValidationError(
            _("You have %(most)s templates already.") % {"most": MOST_TEMPLATES},
            code="too_many",
        )
    timeline = timelines.current(project)
    stored = timeline.to_json() if timeline and timeline.clips else {}
    chosen = _slots(stored, slots or {})
    film = {} if chosen else _film_of(project)
    if not film and not stored:
        raise _wrong(
            "projectId", _("There is nothing in this project yet to be used again."), "empty_project"
        )
    found = _fields(film or stored, {} if film else chosen)
    picture = Video.objects.for_user(user).filter(placed__project=project).exclude(thumbnail="")
    return ProjectTemplate.objects.create(
        owner=user,
        name=name,
        description=description,
        film=film,
        timeline={} if film else stored,
        fields=[each.to_json() for each in _described(found, fields)],
        picture=picture.order_by("-created_at").first(),
    )


def clips_of(*, project: Project) -> list[tuple[str, str]]:
    """The clips of its timeline with a file, by id, as a person knows them."""
    timeline = timelines.current(project)
    found = list(media_clips(timeline.to_json())) if timeline else []
    titles = (
        dict(Video.objects.filter(pk__in=timeline.video_ids).values_list("pk", "title")) if timeline else {}
    )
    return [(clip["id"], _called(clip, titles)) for _, clip in found]


def named(*, clips: Iterable[tuple[str, str]], slots: Mapping[str, Mapping[str, str]]) -> list[Json]:
    """The fields of chosen clips, called as the clips are."""
    labels = dict(clips)
    return [{"name": slot["name"], "label": labels[clip_id][:80]} for clip_id, slot in slots.items()]


def words_of_project(*, project: Project) -> list[str]:
    """The names of the fields that its words hold."""
    timeline = timelines.current(project)
    kept = _film_of(project) or (timeline.to_json() if timeline else {})
    return list(dict.fromkeys(name for text in words_of(kept) for name in names_in(text)))


def update(*, user: User, template_id: uuid.UUID, changes: Mapping[str, Any]) -> ProjectTemplate:
    """Changes how it and its fields are called; raises ProjectTemplate.DoesNotExist or ValidationError."""
    template = ProjectTemplate.objects.filter(owner=user).get(pk=template_id)
    values = {name: changes[name] for name in ("name", "description") if name in changes}
    if "fields" in changes:
        told = _described(fields_of(template), changes["fields"])
        values["fields"] = [each.to_json() for each in told]
    for name, value in values.items():
        setattr(template, name, value)
    template.save(update_fields=[*values, "updated_at"])
    return template


def delete(*, user: User, template_id: uuid.UUID) -> None:
    """Deletes an own template; what was made of it stays."""
    ProjectTemplate.objects.filter(owner=user).get(pk=template_id).delete()


def offer_to_all(*, template: ProjectTemplate) -> None:
    """Makes it everybody's. ValidationError when it shows files of somebody that nobody else may use."""
    fillable = {clip_id for each in fields_of(template) for clip_id in each.clips}
    bound = [
        clip["name"] or clip["id"] for _, clip in media_clips(template.timeline) if clip["id"] not in fillable
    ]
    bound += [
        _("Shot %(number)d") % {"number": number + 1}
        for number, shot in enumerate(_shots(template))
        if shot.get("videoId")
    ]
    if bound:
        message = _("Not everybody may use the files of: %(names)s. Make them fields first.") % {
            "names": ", ".join(bound[:10])
        }
        raise ValidationError(message, code="not_for_everybody")
    template.owner, template.picture = None, None
    template.fields = [
        {**each.to_json(), "default": "" if each.clips else each.default} for each in fields_of(template)
    ]
    template.save()


def fields_of(template: ProjectTemplate) -> list[TemplateField]:
    return [TemplateField(**each) for each in template.fields]


# --- using one -----------------------------------------------------------------------------------------


@transaction.atomic
def use(*, user: User, template_id: uuid.UUID, name: str, values: Mapping[str, str]) -> Project:
    """Makes a project of a template with these values, by the names of its fields.

    Raises ProjectTemplate.DoesNotExist, or ValidationError naming every wrong one as `values.<field>`.
    """
    template = get(user=user, template_id=template_id)
    fields = fields_of(template)
    given = {each.name: values.get(each.name, "").strip() or _default(user, each) for each in fields}
    _must_fit(user, fields, given, values)
    texts = {each.name: given[each.name] for each in fields if each.kind == FieldKind.TEXT}
    filled = _filled(template.film or template.timeline, texts)
    made = keeping.create(user=user, name=name, description=template.description)
    if template.film:
        _lay_film(user, made, filled)
    else:
        _lay_timeline(user, made, filled, fields, given)
    return keeping.get(user=user, project_id=made.pk)


def _default(user: User, field: TemplateField) -> str:
    """Of a file that is gone, or never was the user's, nothing."""
    is_there = field.kind == FieldKind.TEXT or _is_usable(user, field.kind, field.default)
    return field.default if is_there else ""


def _must_fit(
    user: User, fields: Iterable[TemplateField], given: Mapping[str, str], values: Mapping[str, str]
) -> None:
    errors = {
        f"values.{name}": ValidationError(_("This template has no such field."), code="unknown_field")
        for name in values.keys() - given.keys()
    }
    for each in fields:
        value = given[each.name]
        if not value and each.required:
            errors[f"values.{each.name}"] = ValidationError(_("Fill this in."), code="required")
        elif each.kind == FieldKind.TEXT and len(value) > LONGEST_VALUE:
            message = _("At most %(most)s characters.") % {"most": LONGEST_VALUE}
            errors[f"values.{each.name}"] = ValidationError(message, code="max_length")
        elif value and each.kind != FieldKind.TEXT and not _is_usable(user, each.kind, value):
            message = _("There is no such file among those that you may use.")
            errors[f"values.{each.name}"] = ValidationError(message, code="not_found")
    if errors:
        raise ValidationError(errors)


def _is_usable(user: User, kind: str, video_id: str) -> bool:
    fitting = Q(media_type=Video.MediaType.AUDIO) | ~Q(audio_codec="")
    if kind == FieldKind.PICTURE:
        fitting = ~Q(media_type=Video.MediaType.AUDIO)
    try:
        wanted = uuid.UUID(video_id)
    except ValueError:
        return False
    return Video.objects.usable_by(user).filter(fitting, pk=wanted).exists()


def _filled(kept: Json, texts: Mapping[str, str]) -> Json:
    """All texts with the values; every field whose text gets too long is told at once."""
    errors: dict[str, ValidationError] = {}

    def fill(text: str, most: int) -> str:
        try:
            return merged(text, texts, most)
        except TooLong as long:
            errors.update(
                {f"values.{name}": ValidationError(str(long), code="max_length") for name in long.names}
            )
            return text

    filled = rewritten(kept, fill)
    if errors:
        raise ValidationError(errors)
    return filled


def _lay_timeline(
    user: User, made: Project, filled: Json, fields: Iterable[TemplateField], given: Mapping[str, str]
) -> None:
    chosen = {clip_id: given[each.name] or None for each in fields for clip_id in each.clips}
    with timelines.refusals_as_validation_errors():
        timeline = read(without_empty_texts(with_files(filled, chosen)))
    # Files that are gone by now stay named, and the editor says so: what was filled in was looked at.
    project = timelines.locked(project_id=made.pk, expected=None)
    timelines.write(project=project, timeline=timeline, author=user, summary=_("From a template"))


def _lay_film(user: User, made: Project, filled: Json) -> None:
    """The wish and the storyboard; the script stays as it is where there are shots already."""
    film = films.locked(made.pk).film
    words = {name: filled[name] for name in ("prompt", "style", "music")}
    film.wish = {**filled["wish"], **words} if filled["wish"] else {}
    film.title, film.logline, film.language = filled["title"], filled["logline"], filled["language"]
    film.music_prompt = filled["music_prompt"]
    film.save()
    shots = [shot for shot in (_shot(user, each) for each in filled["shots"]) if shot]
    if shots:
        films.put_storyboard(user=user, project_id=made.pk, shots=shots)


def _shot(user: User, shot: Json) -> Json | None:
    """A row of a storyboard; what shows a file that is gone or not the user's is drawn by its words."""
    video_id = shot.get("videoId")
    if video_id and _is_usable(user, FieldKind.PICTURE, video_id):
        return {**shot, "video_id": uuid.UUID(video_id)}
    if not (shot["picture"].strip() or shot["text"].strip()):
        return None
    return {**shot, "source": Shot.Source.GENERATED.value}


# --- making one ----------------------------------------------------------------------------------------


def _film_of(project: Project) -> Json:
    film = Film.objects.filter(pk=project.pk).first()
    if film is None:
        return {}
    board = board_of(film)
    if not has_film(board):
        return {}
    wish = {**film.wish, "gates": list(film.wish.get("gates", ()))} if film.wish else {}
    return {
        "wish": wish,
        **{name: wish.get(name, "") for name in ("prompt", "style", "music")},
        "title": film.title,
        "logline": film.logline,
        "language": film.language,
        "music_prompt": film.music_prompt,
        "shots": [_kept(shot) for shot in board.shots],
    }


def _kept(shot: Shot) -> Json:
    is_chosen = shot.source != Shot.Source.GENERATED and shot.video_id
    told = {name: getattr(shot, name) for name in SHOT_FIELDS}
    return {**told, "videoId": str(shot.video_id)} if is_chosen else told


def _called(clip: Json, titles: Mapping[uuid.UUID, str]) -> str:
    name = clip.get("name") or titles.get(uuid.UUID(clip["videoId"]), clip["id"])
    return f"{name}, at {clip['start']:g} s"


def _shots(template: ProjectTemplate) -> list[Json]:
    return list(template.film.get("shots", ()))


def _slots(timeline: Json, wished: Mapping[str, Mapping[str, str]]) -> dict[str, TemplateField]:
    """Clips whose file is a field, by its name: those that are wished for, and those that say so."""
    slots: dict[str, TemplateField] = {}
    known = set()
    for kind, clip in media_clips(timeline):
        known.add(clip["id"])
        said = wished.get(clip["id"]) or clip.get("meta", {}).get("slot")
        if not said:
            continue
        name = str(said.get("name", "") if isinstance(said, Mapping) else said)
        if names_in("{{" + name + "}}") != [name]:
            raise _wrong(f"slots.{clip['id']}", _("A field's name is letters, digits and _."), "invalid")
        before = slots.get(name)
        if before and before.kind != kind:
            raise _wrong(
                f"slots.{clip['id']}",
                _("“%(name)s” stands for a file of another kind elsewhere.") % {"name": name},
                "invalid",
            )
        clips = [*(before.clips if before else []), clip["id"]]
        default = before.default if before else clip["videoId"]
        slots[name] = TemplateField(name, kind, _label(name), default, required=False, clips=clips)
    for clip_id in wished.keys() - known:
        raise _wrong(f"slots.{clip_id}", _("There is no such clip with a file."), "unknown_clip")
    return slots


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _fields(kept: Json, slots: Mapping[str, TemplateField]) -> list[TemplateField]:
    names = dict.fromkeys(name for text in words_of(kept) for name in names_in(text))
    for name in names:
        if name in slots:
            raise _wrong(
                f"slots.{slots[name].clips[0]}",
                _("“%(name)s” is a text as well.") % {"name": name},
                "invalid",
            )
    found = [TemplateField(name, label=_label(name)) for name in names]
    return [*found, *slots.values()]


def _described(found: Sequence[TemplateField], told: Sequence[Mapping[str, Any]]) -> list[TemplateField]:
    """The fields with the labels, defaults and needs that a person gives them, in that person's order."""
    known = {each.name: each for each in found}
    if len(known) > MOST_FIELDS:
        raise _wrong(
            "fields",
            _("A template has at most %(most)s fields.") % {"most": MOST_FIELDS},
            "too_many",
        )
    described: dict[str, TemplateField] = {}
    for number, row in enumerate(told):
        field = known.get(row["name"])
        if field is None or field.name in described:
            message = _("No such field is in the words or clips of it, or it is named twice.")
            raise _wrong(f"fields.{number}.name", message, "unknown_field")
        default = row.get("default", field.default)
        described[field.name] = TemplateField(
            name=field.name,
            kind=field.kind,
            label=row.get("label") or field.label,
            default=default,
            required=row.get("required", field.required),
            clips=field.clips,
        )
    return [*described.values(), *(each for each in found if each.name not in described)]


def _wrong(field: str, message: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})
